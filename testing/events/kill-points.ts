/** What the process that kills itself and the one that starts it agree on. */

export const AUTHORIZATION = 'Bearer for-the-kills';

/** Handled events that are kept: so few that older ones are deleted all the time. */
export const KEEP_MOST = 20;

/**
 * The moments in the life of an event at which its process is killed. At `answered`, the answer was given to the system; at
 * `cleaned up`, it is on the disk that the event was handled, and the oldest handled events are deleted.
 */
export const POINTS = [
  'accepted',
  'parsed',
  'stored',
  'answered',
  'emitted',
  'confirmed',
  'cleaned up',
] as const;
export type Point = (typeof POINTS)[number];

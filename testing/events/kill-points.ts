/** What the process that kills itself and the one that starts it agree on. */

export const AUTHORIZATION = 'Bearer for-the-kills';

/** The moments in the life of an event at which its process is killed. */
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

import { ProcoreError } from '../../src/errors.js';
import type { Handed } from '../../src/events/hand-out.js';
import type { WithRecord } from '../../src/events/reconcile/records.js';
import type { About, Outcome, Result } from '../shared/pipe/outcome.js';

/**
 * An event as a message.
 * @param completeTo up to when every change was handed out, ms since the epoch
 */
export function eventOutcome(handed: WithRecord, completeTo?: number): Result {
  const about = aboutOf(handed);
  const { event, now } = handed;
  const mark = completeTo === undefined ? {} : { completeTo: new Date(completeTo).toISOString() };
  const more = {
    ...about.more,
    ...mark,
    ...(now && 'failure' in now && { recordError: now.failure.toJSON() }),
  };
  const isGone = now && 'isGone' in now;
  const value = now && 'record' in now ? { ...event, record: now.record, ...(isGone && { isGone }) } : event;
  return { value, about: { ...about, more } };
}

/** A dead letter: a message at the second output if that is switched on, otherwise an error for Catch nodes. */
export function deadLetter(handed: Handed, toOutput: boolean): Outcome {
  const { event, dead = '' } = handed;
  const { companyId, projectId } = event;
  const failure = new ProcoreError({
    code: 'PROCORE_DEAD_LETTER',
    cause: `The event ${event.eventId} (${event.resource} ${event.resourceId}) failed too often. The last time: ${dead}`,
    fix: 'Correct the flow, then hand it out again in the dialog, or send this node msg.replay with dead: true.',
    who: 'developer',
    companyId,
    projectId,
  });
  const about = aboutOf(handed);
  if (!toOutput) return { failure, about };
  const { message, code, cause } = failure;
  return { value: event, about, port: 'refused', properties: { error: { message, code, cause } } };
}

function aboutOf({ event, count }: Handed): About {
  const { companyId, projectId, eventId, redelivered } = event;
  return { companyId, projectId, more: { eventId, redelivered, ...(count > 1 && { count }) } };
}

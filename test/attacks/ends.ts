import type { Attack } from './attack.js';
import type { Flow } from './flow.js';

/**
 * Ends of messages so far: what Complete, Catch and the log tell; where nothing watches, the last result is one too. Node-RED
 * cannot copy every message for a Complete node: a failure at the second output is an end then.
 */
export function endsIn(
  { seen, errors }: Pick<Flow, 'seen' | 'errors'>,
  { watched = true, node }: Pick<Attack, 'watched' | 'node'>,
): number {
  const told = seen.completed.length + seen.caught.length + errors().length;
  if (watched) return Math.max(told, seen.failures.length);
  // procore table sends one message for each statement, whatever its delivery is.
  const isSequence = node?.delivery === 'page' || node?.delivery === 'row' || node?.as === 'sql';
  const isLast = ({ parts }: Record<string, unknown>) =>
    !isSequence || (parts as { count?: number }).count !== undefined;
  const sent = seen.results.filter(isLast).length;
  // Rows that need no statement send nothing. Only the status tells of their end.
  const ended = node?.as === 'sql' ? seen.statuses.filter(isGreen).length : 0;
  return told + Math.max(sent, ended) + seen.failures.length;
}

function isGreen(stated: unknown): boolean {
  return (stated as { status?: { fill?: unknown } }).status?.fill === 'green';
}

import type { NodeAPI } from 'node-red';
import type { Result } from './delivery.js';

/** What a node says aloud of a result that is there and may still not be what was wanted. */
export function warningsOf(RED: NodeAPI, { drift, incomplete, warnings = [] }: Result): string[] {
  const told = warnings.map(({ text, values }) => warning(RED, text, values));
  if (drift) told.push(warning(RED, 'drift', drift));
  if (incomplete?.total !== undefined) told.push(warning(RED, 'incomplete', incomplete));
  else if (incomplete) told.push(warning(RED, 'openEnd', incomplete));
  return told;
}

function warning(RED: NodeAPI, text: string, values: object): string {
  const texts = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return RED._(`procore.warning.${text}`, Object.fromEntries(texts));
}

import type { Host } from './host.js';
import type { Outcome } from './outcome.js';

/** The warnings about an outcome that succeeded and may still not be what the user wanted. */
export function warningsOf(host: Host, { about = {}, warnings = [] }: Outcome): string[] {
  const { drift, incomplete } = about;
  const told = warnings.map(({ text, values }) => warning(host, text, values));
  if (drift) told.push(warning(host, 'drift', drift));
  if (incomplete?.total !== undefined) told.push(warning(host, 'incomplete', incomplete));
  else if (incomplete) told.push(warning(host, 'openEnd', incomplete));
  return told;
}

function warning(host: Host, text: string, values: object): string {
  const texts = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return host.text(`warning.${text}`, Object.fromEntries(texts));
}

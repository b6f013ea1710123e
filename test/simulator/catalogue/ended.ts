/** Operations that Procore may refuse by now, as the catalogue says. Demo need not keep what they write. */
import type { Known } from './stage.js';
import type { WriteFinding } from './written-rows.js';

/** The reason, for an operation past its end. */
export function ended({ operation: { sunset } }: Known): WriteFinding | undefined {
  const today = new Date().toISOString().slice(0, 10);
  return sunset !== undefined && sunset <= today ? { named: 'is past its end at Procore' } : undefined;
}

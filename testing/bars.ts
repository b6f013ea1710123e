import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** A figure and the limit that it must meet. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly op: '<=' | '>=' | '==';
  readonly bar: number;
}

const HOLDS = {
  '<=': (value: number, bar: number) => value <= bar,
  '>=': (value: number, bar: number) => value >= bar,
  '==': (value: number, bar: number) => value === bar,
};

/** Whether the figure meets its bar. */
export function holds({ value, op, bar }: Bar): boolean {
  return HOLDS[op](value, bar);
}

/**
 * Prints the bars, writes them with the raw figures to the file that `--json` names, and sets the exit code to 1 if a
 * bar is missed. Every measuring command ends with this.
 */
export function reportBars(bars: readonly Bar[], raw: object): void {
  const judged = bars.map((bar) => ({ ...bar, pass: holds(bar) }));
  process.stdout.write('\n');
  for (const { name, value, unit, op, bar, pass } of judged) {
    const shown = `${Number(value.toPrecision(4))}${unit && ` ${unit}`}`;
    process.stdout.write(`${pass ? 'ok    ' : 'MISSED'} ${name}: ${shown} (bar ${op} ${bar})\n`);
  }
  const { json } = parseArgs({ options: { json: { type: 'string' } }, strict: false }).values;
  if (typeof json === 'string') writeFileSync(json, `${JSON.stringify({ bars: judged, ...raw }, null, 2)}\n`);
  if (judged.some(({ pass }) => !pass)) process.exitCode = 1;
}

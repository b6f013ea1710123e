import type { Paired, Spread } from '../measure/pairs.js';
import type { Memory } from './memory.js';

/** One figure of the big table. */
export interface Cell {
  readonly tool: string;
  readonly latency: number;
  readonly perPage: number;
  readonly ms: number;
  readonly requests: number;
}

const line = (text = '') => process.stdout.write(`${text}\n`);
const spread = ({ median, least, most }: Spread, digits: number) =>
  `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;

/** Prints pairs: this package, the other tool, and how many times as fast this package is. */
export function printPairs(pairs: ReadonlyArray<{ readonly name: string; readonly result: Paired }>): void {
  line(
    `\n${'paired'.padEnd(42)}${'this package, ms'.padEnd(26)}${'the other, ms'.padEnd(26)}times as fast (pairs)`,
  );
  for (const { name, result } of pairs) {
    const { a, b, ratio } = result;
    line(
      `${name.padEnd(42)}${spread(a, 0).padEnd(26)}${spread(b, 0).padEnd(26)}${spread(ratio, 2)} (${ratio.runs})`,
    );
  }
}

/** Prints the rows per second of every tool. */
export function printCells(cells: readonly Cell[], rows: number): void {
  const columns = [...new Set(cells.map(({ latency, perPage }) => `${latency} ms, ${perPage}`))];
  line(`\n${'rows a second (requests)'.padEnd(32)}${columns.map((name) => name.padEnd(18)).join('')}`);
  for (const tool of new Set(cells.map((cell) => cell.tool))) {
    const figures = cells
      .filter((cell) => cell.tool === tool)
      .map(({ ms, requests }) => `${Math.round((rows / ms) * 1000).toLocaleString('en-US')} (${requests})`);
    line(`${tool.padEnd(32)}${figures.map((figure) => figure.padEnd(18)).join('')}`);
  }
}

export function printMemory({ growth, million }: Memory): void {
  line('\nresident memory, MB');
  line(
    `30,000 rows, growth: by page ${growth.ownPages.toFixed(0)}, in one message ${growth.ownArray.toFixed(0)}, core nodes ${growth.core.toFixed(0)}`,
  );
  if (million)
    line(
      `peak by page: 100,000 rows ${million.small.toFixed(0)}, 1,000,000 rows ${million.large.toFixed(0)}`,
    );
}

/** Prints rows of the API as a plain table of some of their columns. */
export function printRows(rows: ReadonlyArray<Record<string, unknown>>, columns: readonly string[]): void {
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  for (const line of cells) {
    const text = line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ');
    process.stdout.write(`  ${text.trimEnd()}\n`);
  }
}

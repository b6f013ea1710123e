/** Rows of the API as a plain table of some of their columns, each line indented. */
export function table(rows: ReadonlyArray<Record<string, unknown>>, columns: readonly string[]): string {
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  return cells
    .map((line) => {
      const text = line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ');
      return `  ${text.trimEnd()}`;
    })
    .join('\n');
}

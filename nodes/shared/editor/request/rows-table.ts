import { element, type Text } from '../elements';

/** Most columns shown; the JSON has them all. */
const COLUMNS = 8;

/** Columns that identify a row come first. */
const FIRST = ['id', 'number', 'name', 'title', 'subject', 'status', 'login'];

/** Rows as a table of their plain values. Undefined if the rows are not objects, or have no plain values. */
export function rowsTable(rows: readonly unknown[], text: Text): HTMLElement | undefined {
  const objects = rows.filter(
    (row): row is Record<string, unknown> => typeof row === 'object' && row !== null,
  );
  const columns = columnsOf(objects);
  if (columns.length === 0) return undefined;
  const table = element('table', 'procore-rows');
  const head = table.createTHead().insertRow();
  for (const name of columns) {
    const cell = element('th', '', name);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of objects) {
    const line = body.insertRow();
    for (const name of columns) {
      const value = row[name];
      const shown = isPlain(value) ? String(value ?? '') : '…';
      const cell = element('td', '', shown);
      if (shown.length > 30) cell.title = shown;
      line.append(cell);
    }
  }
  const region = element('div', 'procore-rows-region');
  region.tabIndex = 0;
  region.setAttribute('role', 'region');
  region.setAttribute('aria-label', text('try.table'));
  region.append(table);
  return region;
}

/** The column names for which most rows have a plain value. */
function columnsOf(rows: readonly Record<string, unknown>[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const filled = (name: string) =>
    rows.filter((row) => Object.hasOwn(row, name) && row[name] !== null && row[name] !== undefined).length;
  const plain = names.filter((name) => rows.every((row) => isPlain(row[name])) && filled(name) > 0);
  const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return plain.sort((a, b) => rank(a) - rank(b)).slice(0, COLUMNS);
}

function isPlain(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

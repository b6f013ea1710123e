/** Whether a declared `view` shows the rows of the list, valid, and as much of them as its name says. */
import type { OperationParam } from '../../../src/catalogue/operation.js';
import type { ListUnderTest } from './list-under-test.js';
import { compared, isObject } from './shape-reader.js';

export type ViewFinding =
  | { readonly by: 'ids alone' | 'fewer fields' | 'whole rows'; readonly wrong?: string }
  | { readonly named: string };

/** The views that a list declares, with the parameter that asks for each. */
export function viewsOf(params: readonly OperationParam[]): ReadonlyArray<readonly [string, string]> {
  return params.flatMap(({ name, in: place, enum: values }) =>
    place === 'query' && /^(serializer_)?view$/.test(name)
      ? (values ?? []).map((value) => [name, String(value)] as const)
      : [],
  );
}

const IDS = /^(id|ids|ids_only|only_ids(_\w+)?)$/i;
const COMPACT = /compact|^(minimal|short|name)$/i;

export async function viewing(
  list: ListUnderTest,
  [name, view]: readonly [string, string],
  notation: unknown,
): Promise<ViewFinding> {
  const usual = await list.rows();
  if (usual.length === 0) return { named: 'the list is empty' };
  const rows = await list.rows([name, view]);
  const by = IDS.test(view) ? 'ids alone' : COMPACT.test(view) ? 'fewer fields' : 'whole rows';
  const idOf = (row: unknown) => (isObject(row) ? String(row.id ?? row.uuid) : String(row));
  const isSame = rows.map(idOf).join() === usual.map(idOf).join();
  if (!isSame) return { by, wrong: `${rows.length} rows instead of ${usual.length}, or others` };
  const invalid = isObject(rows[0]) ? rows.flatMap((row) => compared(notation, row).wrong)[0] : undefined;
  const isValid = usual.every((row) => compared(notation, row).wrong.length === 0);
  if (invalid !== undefined && isValid) return { by, wrong: invalid };
  const [least, most] = [fieldsIn(rows), fieldsIn(usual)];
  const isFit =
    by === 'ids alone'
      ? least <= 1 || most <= 1
      : by === 'fewer fields'
        ? least < most || most <= 5
        : least === most;
  return { by, ...(!isFit && { wrong: `${least} fields of ${most}` }) };
}

function fieldsIn(rows: readonly unknown[]): number {
  return new Set(rows.filter(isObject).flatMap(Object.keys)).size;
}

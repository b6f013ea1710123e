/** Records whose ids are not in a list at their own path, and which published answer has them. */
import { isObject, rowsIn } from './shape-reader.js';
import type { Stage } from './stage.js';
import { type Fields, idIn, itemAddress, oneOf, rowsOf } from './written-rows.js';

interface Source {
  /** The end of the path of a list, or of the answer that has one. */
  readonly list: string;
  /** The list inside one of its rows: as the list shows it, or as its own read does. */
  readonly inside?: string;
  /** The value of `item_type`, where a list has several kinds of items. */
  readonly kind?: string;
}

/** By the end of the path, without the placeholder. */
const SOURCES: Readonly<Record<string, Source>> = {
  '/equipment_register/status': { list: '/equipment_register' },
  '/payment_application_line_items': { list: '/v1.0/payment_applications', inside: 'g703' },
  '/payment_application_markup_line_items': { list: '/v1.0/payment_applications', inside: 'g703' },
  '/project_timesheet_timecard_entries': { list: '/v1.0/projects/{project_id}/timesheets' },
  '/punch_item_assignments': { list: '/v1.1/punch_items', inside: 'assignments' },
  '/submittal_approvers': { list: '/v1.0/projects/{project_id}/submittals', inside: 'approvers' },
  '/user_project_roles': { list: '/v1.0/project_roles' },
  '/vendor_project_roles': { list: '/v1.0/project_roles' },
  '/whole_change_order_items': {
    list: '/v1.0/requisitions/{requisition_id}/detail',
    kind: 'whole_change_order_item',
  },
};

/** The id of such a record; undefined if nothing gives it. */
export async function elsewhereId(stage: Stage, path: string): Promise<unknown> {
  const above = path.slice(0, path.lastIndexOf('/'));
  const source = sourceOf(above);
  if (!source) return insideAnswer(stage, above, path);
  // Of the same generation, if the path says nothing else.
  const [begin = ''] = path.split(source.list.split('/')[1] ?? '');
  const known = stage.find(
    'GET',
    source.list.startsWith('/v1') ? `/rest${source.list}` : begin + source.list.slice(1),
  );
  const rows = known && (await rowsOf(stage, known));
  const row = rows?.find((each) => source.kind === undefined || each.item_type === source.kind);
  if (!known || !row) return undefined;
  if (source.inside === undefined) return idIn(row, path);
  const show = stage.find('GET', `${known.operation.path}/{}`);
  const whole = show && oneOf((await stage.send('GET', itemAddress(stage, show, idIn(row)))).json);
  return firstIn(row[source.inside]) ?? firstIn(isObject(whole) ? whole[source.inside] : undefined);
}

/** Whether another published answer has the ids of such records. */
export function isElsewhere(path: string): boolean {
  return sourceOf(path.slice(0, path.lastIndexOf('/'))) !== undefined;
}

function sourceOf(above: string): Source | undefined {
  return Object.entries(SOURCES).find(([end]) => above.endsWith(end))?.[1];
}

/** An answer above that is no list itself, and has one. */
async function insideAnswer(stage: Stage, above: string, path: string): Promise<unknown> {
  const known = stage.find('GET', above);
  if (!known) return undefined;
  const { json } = await stage.send('GET', stage.address(known.operation));
  return idIn(rowsIn(undefined, isObject(json) && isObject(json.data) ? json.data : json)?.rows[0], path);
}

function firstIn(rows: unknown): unknown {
  return Array.isArray(rows) ? idIn(rows.find((row): row is Fields => isObject(row))) : undefined;
}

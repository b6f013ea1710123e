/** The lines of a commitment in v2.0: read, created, changed and removed. */
import { invalidValue, parameterMissing, recordUnknown } from '../assumed-answers.js';
import { type Context, projectOf, writeOf } from '../context.js';
import { COMMITMENTS, contractLines } from '../data/commitments.js';
import type { Project } from '../data/company.js';
import { wbsCode } from '../data/parts.js';
import { derived, type Kind, type Row, type Rows } from '../data/rows.js';
import type { Fields } from '../form.js';
import { type Answer, Refusal } from '../http.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { list, type Resource, show } from './operations.js';
import { taken } from './writes.js';

const PATH =
  '/rest/v2.0/companies/{company_id}/projects/{project_id}/commitment_contracts/{commitment_contract_id}/line_items';
const VIEWS = ['default', 'extended'];

/** The lines of one contract as they are kept: by numbers, since their own ids are longer than a double holds exactly. */
interface Lines {
  readonly project: Project;
  readonly kept: Kept;
  readonly firstId: bigint;
}
type Kept = ReturnType<Context['world']['rows']>;

/** About as many as a project has RFIs. */
function linesOf(context: Context): Lines {
  checkView(context);
  const project = projectOf(context);
  const all = context.world.rows(COMMITMENTS, project);
  const contract = all.find(context.params.commitment_contract_id ?? '');
  if (!contract) throw new Refusal(recordUnknown(context.call));
  const made = contractLines(project, contract, Number(contract.id) % 97, all.all.length * 2);
  const kind: Kind = {
    name: `commitment_contracts/*/line_items ${contract.id}`,
    firstId: 10_000,
    share: 1,
    exactly: () => made.length,
    ids: { at: (_, index) => index, indexOf: (_, id) => id },
    make: ({ id, index }) => ({ ...made.at(index), id }),
  };
  const firstId = BigInt(Number(contract.id)) * 1000n;
  return { project, kept: context.world.rows(kind, project), firstId };
}

/** "An invalid value returns a 400 error": the operation's own documentation. */
function checkView({ call }: Context): void {
  const view = call.query.get('view');
  if (view !== null && !VIEWS.includes(view)) throw new Refusal(invalidValue('view', VIEWS));
}

function shown(row: Row, firstId: bigint): Row {
  const { created_at: _, updated_at: __, ...fields } = row;
  return { ...fields, id: String(firstId + BigInt(row.id)) };
}

/** The number by which a line is kept; one that none has if the id is no number. */
function numberOf(id: string | undefined, firstId: bigint): string {
  return /^\d{1,20}$/.test(id ?? '') ? String(BigInt(id ?? '') - firstId) : '';
}

const lines: Resource = {
  scope: 'project',
  tool: TOOLS.commitments,
  rows(context): Rows {
    const { kept, firstId } = linesOf(context);
    const rows = derived(kept.length, (index) => shown(kept.at(index), firstId));
    const find = (id: string) => {
      const row = kept.find(numberOf(id, firstId));
      return row && shown(row, firstId);
    };
    return { length: rows.length, version: kept.version, at: rows.at, find };
  },
};

const TEXTS = ['prime_line_item_id', 'amount', 'description', 'unit_cost', 'uom', 'tax_code_id'];

/** What a body writes. A line whose amount is written is not calculated. */
function written(given: Fields, project: Project): Fields {
  const code = codeById(given.wbs_code_id, project);
  return {
    ...taken(given, TEXTS),
    ...('quantity' in given && { quantity: numberIn(given.quantity) }),
    ...('amount' in given && { extended_type: 'manual' }),
    ...('wbs_code_id' in given && { wbs_code_id: String(given.wbs_code_id) }),
    ...(code && {
      wbs_code: { id: String(code.id), flat_code: code.flat_code, description: code.description },
    }),
  };
}

/** A number that is written as a text; what is none stays. */
function numberIn(value: unknown): unknown {
  return typeof value === 'string' && Number.isFinite(Number.parseFloat(value)) ? Number(value) : value;
}

function codeById(id: unknown, project: Project): Row | undefined {
  const index = Number(id) - Number(wbsCode(project, 0, 'S').id);
  const code = Number.isInteger(index) && index >= 0 ? wbsCode(project, index, 'S') : undefined;
  return code && String(code.id) === String(id) ? code : undefined;
}

const EMPTY = {
  prime_line_item_id: null,
  description: null,
  uom: null,
  quantity: null,
  unit_cost: null,
  amount: null,
  tax_code_id: null,
};

function answered(status: number, row: Row | undefined, { firstId }: Lines, context: Context): Answer {
  return row ? { status, json: { data: shown(row, firstId) } } : recordUnknown(context.call);
}

function route(method: Route['method'], path: string, handle: Route['handle']): Route {
  return { method, path, scope: 'project', tool: TOOLS.commitments, handle };
}

export const COMMITMENT_LINE_ROUTES: readonly Route[] = [
  list(PATH, lines),
  show(`${PATH}/{id}`, lines),
  route('POST', PATH, (context) => {
    const all = linesOf(context);
    const { fields } = context;
    if (!fields.wbs_code_id) return parameterMissing(context.call, 'wbs_code_id');
    const row = all.kept.add({ ...EMPTY, ...written(fields, all.project) }, writeOf(context));
    return answered(201, row, all, context);
  }),
  route('PATCH', `${PATH}/{id}`, (context) => {
    const all = linesOf(context);
    const id = numberOf(context.params.id, all.firstId);
    return answered(
      200,
      all.kept.change(id, written(context.fields, all.project), writeOf(context)),
      all,
      context,
    );
  }),
  route('DELETE', `${PATH}/{id}`, (context) => {
    const { kept, firstId } = linesOf(context);
    const row = kept.remove(numberOf(context.params.id, firstId), writeOf(context));
    return row ? { status: 204 } : recordUnknown(context.call);
  }),
];

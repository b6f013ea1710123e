/** Commitments: v1.0, and the v2.0 lists with their `data` envelope and string ids. */
import { invalidValue, recordUnknown } from '../assumed-answers.js';
import { type Context, projectOf } from '../context.js';
import { COMMITMENTS, commitmentV1, commitmentV2, contractLines } from '../data/commitments.js';
import type { Rows } from '../data/rows.js';
import { Refusal } from '../http.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMON_FILTERS, inRange, oneOf } from './filters.js';
import { list, type Resource, show } from './operations.js';
import { filteredByRemoval, present, type Removable, remove } from './removal.js';

const V2_PATH = '/rest/v2.0/companies/{company_id}/projects/{project_id}/commitment_contracts';
const VIEWS = ['default', 'extended'];

const removable: Removable = { kind: COMMITMENTS, tool: TOOLS.commitments };
const contracts = present(removable);

/** Lines of the contract in the path: about as many as a project has RFIs. */
const lines: Resource = {
  ...contracts,
  rows(context): Rows {
    checkView(context);
    const project = projectOf(context);
    const all = context.world.rows(COMMITMENTS, project);
    const contract = all.find(context.params.commitment_contract_id ?? '');
    if (!contract) throw new Refusal(recordUnknown(context.call));
    return contractLines(project, contract, Number(contract.id) % 97, all.all.length * 2);
  },
};

/** "An invalid value returns a 400 error": the operation's own documentation. */
function checkView({ call }: Context): void {
  const view = call.query.get('view');
  if (view !== null && !VIEWS.includes(view)) throw new Refusal(invalidValue('view', VIEWS));
}

export const COMMITMENT_ROUTES: readonly Route[] = [
  list('/rest/v1.0/commitments', contracts, { shape: () => commitmentV1 }),
  show('/rest/v1.0/commitments/{id}', contracts, commitmentV1),
  list(V2_PATH, filteredByRemoval(removable), {
    filters: {
      ...COMMON_FILTERS,
      deleted_at: inRange('deleted_at'),
      type: oneOf('type'),
      status: oneOf('status'),
      vendor_id: oneOf('vendor.id'),
    },
    shape: () => commitmentV2,
  }),
  show(`${V2_PATH}/{id}`, contracts, commitmentV2),
  remove(`${V2_PATH}/{id}`, removable),
  list(`${V2_PATH}/{commitment_contract_id}/line_items`, lines),
];

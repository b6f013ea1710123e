/** Commitments: v1.0, and the v2.0 lists with their `data` envelope and string ids. */
import { COMMITMENTS, commitmentV1, commitmentV2 } from '../data/commitments.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMITMENT_LINE_ROUTES } from './commitment-lines.js';
import { COMMON_FILTERS, inRange, oneOf } from './filters.js';
import { list, show } from './operations.js';
import { filteredByRemoval, present, type Removable, remove } from './removal.js';

const V2_PATH = '/rest/v2.0/companies/{company_id}/projects/{project_id}/commitment_contracts';

const removable: Removable = { kind: COMMITMENTS, tool: TOOLS.commitments };
const contracts = present(removable);

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
  ...COMMITMENT_LINE_ROUTES,
];

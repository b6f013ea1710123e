import { accessKind } from './procore-access/kind.js';
import { changesKind } from './procore-changes/kind.js';
import { companiesKind } from './procore-companies/kind.js';
import { eventKind } from './procore-event/kind.js';
import { projectsKind } from './procore-projects/kind.js';
import { requestKind } from './procore-request/kind.js';
import { tableKind } from './procore-table/kind.js';
import { tokenKind } from './procore-token/kind.js';
import type { NodeKind } from './shared/pipe/node-kind.js';

const access = accessKind(() => KINDS);

/** Every kind of node of this package, except the connection. */
export const KINDS: readonly NodeKind[] = [
  companiesKind,
  projectsKind,
  requestKind,
  access,
  tableKind(),
  tokenKind,
  changesKind,
  eventKind(),
];

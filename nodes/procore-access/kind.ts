import { AccountView } from '../../src/access/account-view.js';
import { LIST_COMPANIES, LIST_INSTALLATIONS, LIST_PROJECTS, LIST_USERS } from '../../src/operations.js';
import type { AccessDef } from '../shared/flow-json.js';
import type { NodeKind, OperationRef, Run } from '../shared/pipe/node-kind.js';
import type { Outcome } from '../shared/pipe/outcome.js';
import { auditOutcomes } from './audit-mode.js';
import { compareOutcomes } from './compare-mode.js';
import { fields } from './fields.js';
import { installationOutcomes } from './installations-mode.js';
import { type Look, onlyCompany } from './look.js';
import { migrations } from './migrations.js';
import { requiredOutcomes } from './required-mode.js';

type Mode = AccessDef['mode'];

const OUTCOMES: Readonly<Record<Mode, (look: Look) => AsyncIterable<Outcome>>> = {
  audit: auditOutcomes,
  compare: compareOutcomes,
  installations: installationOutcomes,
  required: requiredOutcomes,
};

const OPERATIONS: Readonly<Record<Mode, readonly OperationRef[]>> = {
  audit: [LIST_COMPANIES, LIST_PROJECTS, LIST_USERS],
  compare: [LIST_COMPANIES, LIST_PROJECTS],
  installations: [LIST_COMPANIES, LIST_INSTALLATIONS],
  required: [LIST_COMPANIES, LIST_PROJECTS],
};

/** @param kinds every kind of node, to find the permissions that deployed flows need */
export function accessKind(kinds: () => readonly NodeKind[]): NodeKind<AccessDef> {
  return {
    type: 'procore-access',
    fields,
    migrations,
    operations: (config) => OPERATIONS[config.mode] ?? [],

    connections: (config) => {
      const isCompared = ['audit', 'compare'].includes(config.mode);
      return isCompared ? [config.connection, config.other] : [config.connection];
    },

    async *onMessage(run: Run<AccessDef>) {
      const { client, options, inputs } = run;
      const only = await onlyCompany(run);
      const view = new AccountView(client, options, only);
      yield* OUTCOMES[inputs.config.mode]({ run, only, view, kinds });
    },
  };
}

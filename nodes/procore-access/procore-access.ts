import type { NodeAPI } from 'node-red';
import type { Call } from '../shared/action.js';
import { registerAction } from '../shared/action-node.js';
import type { Result } from '../shared/delivery.js';
import type { AccessDef } from '../shared/flow-json.js';
import { auditResults } from './audit-mode.js';
import { compareResults } from './compare-mode.js';
import { fields } from './fields.js';
import { installationResults } from './installations-mode.js';
import { migrations } from './migrations.js';
import { requiredResults } from './required-mode.js';

const MODES: Readonly<
  Record<AccessDef['mode'], (RED: NodeAPI, call: Call<AccessDef>) => AsyncIterable<Result>>
> = {
  audit: auditResults,
  compare: compareResults,
  installations: installationResults,
  required: requiredResults,
};

export = (RED: NodeAPI): void =>
  registerAction<AccessDef>(RED, {
    type: 'procore-access',
    fields,
    migrations,
    async *run(call) {
      yield* MODES[call.inputs.config.mode](RED, call);
    },
  });

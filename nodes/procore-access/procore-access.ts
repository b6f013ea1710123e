import type { NodeAPI } from 'node-red';
import type { AccessDef } from '../shared/flow-json.js';
import type { Result } from '../shared/pipe/delivery.js';
import type { Call } from '../shared/pipe/node-kind.js';
import { registerAction } from '../shared/pipe/register.js';
import { auditResults } from './audit-mode.js';
import { compareResults } from './compare-mode.js';
import { installationResults } from './installations-mode.js';
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
    async *run(call) {
      yield* MODES[call.inputs.config.mode ?? 'audit'](RED, call);
    },
  });

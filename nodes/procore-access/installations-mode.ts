import type { NodeAPI } from 'node-red';
import { installations } from '../../src/access/installations.js';
import { Sight } from '../../src/access/sight.js';
import type { Call } from '../shared/action.js';
import type { Result } from '../shared/delivery.js';
import type { AccessDef } from '../shared/flow-json.js';
import { asResults, onlyCompany } from './results.js';

/** The companies in which the app is installed. */
export async function* installationResults(
  _RED: NodeAPI,
  call: Call<AccessDef>,
): AsyncGenerator<Result, void, undefined> {
  const only = await onlyCompany(call);
  yield* asResults(installations(new Sight(call.client, call.run, only), only), 'App installations');
}

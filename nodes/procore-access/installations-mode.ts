import type { NodeAPI } from 'node-red';
import { installations } from '../../src/access/installations.js';
import { Sight } from '../../src/access/sight.js';
import type { AccessDef } from '../shared/flow-json.js';
import type { Result } from '../shared/pipe/delivery.js';
import type { Call } from '../shared/pipe/node-kind.js';
import { asResults, onlyCompany, unreadOf } from './results.js';

/** The companies in which the app is installed. */
export async function* installationResults(
  RED: NodeAPI,
  call: Call<AccessDef>,
): AsyncGenerator<Result, void, undefined> {
  const only = await onlyCompany(call);
  const sight = new Sight(call.client, call.run, only);
  yield* asResults(installations(sight, only), 'App installations', () => unreadOf(RED, call, sight));
}

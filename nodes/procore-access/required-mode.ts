import type { NodeAPI } from 'node-red';
import { givenLevels } from '../../src/access/given-levels.js';
import { requiredPermissions } from '../../src/access/required.js';
import { Sight } from '../../src/access/sight.js';
import { builtInOperations } from '../../src/catalogue/load.js';
import type { AccessDef } from '../shared/flow-json.js';
import type { Result } from '../shared/pipe/delivery.js';
import type { Call } from '../shared/pipe/node-kind.js';
import { usedOperations } from '../shared/used-operations.js';
import { onlyCompany, unreadOf } from './results.js';

/** The tools and levels that the deployed flows of this connection take, beside what the account has. */
export async function* requiredResults(
  RED: NodeAPI,
  call: Call<AccessDef>,
): AsyncGenerator<Result, void, undefined> {
  const used = usedOperations(RED, call.inputs.config.connection);
  const only = await onlyCompany(call);
  const sight = new Sight(call.client, call.run, only);
  const given = await givenLevels(sight, only);
  const body = requiredPermissions(used, await builtInOperations(), given);
  const about = { operation: 'Required permissions' };
  yield { body, isList: true, last: true, about, more: unreadOf(RED, call, sight) };
}

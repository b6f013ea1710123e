import type { NodeAPI } from 'node-red';
import { AccountView } from '../../../src/access/account-view.js';
import { givenLevels } from '../../../src/access/given-levels.js';
import { type RequiredRow, requiredPermissions } from '../../../src/access/required.js';
import { builtInOperations } from '../../../src/catalogue/load.js';
import type { Client } from '../../../src/index.js';
import { KINDS } from '../../kinds.js';
import { deployedNodes } from '../pipe/host.js';
import { usedOperations } from '../used-operations.js';

/** The permissions that the deployed flows of a connection need, next to those that its account has. */
export async function permissionsFor(
  RED: NodeAPI,
  client: Client,
  connectionId: string,
  companyId: string | undefined,
): Promise<RequiredRow[]> {
  const view = new AccountView(client, { lane: 'interactive' }, companyId);
  const given = await givenLevels(view, companyId);
  const texts = (type: string, flow: string) => RED._(`procore.usedBy.${type}`, { flow });
  const used = usedOperations({ kinds: KINDS, nodes: deployedNodes(RED), texts }, connectionId);
  return requiredPermissions(used, await builtInOperations(), given);
}

import { givenLevels } from '../../src/access/given-levels.js';
import { requiredPermissions } from '../../src/access/required.js';
import { builtInOperations } from '../../src/catalogue/load.js';
import type { Result } from '../shared/pipe/outcome.js';
import { usedOperations } from '../shared/used-operations.js';
import { type Look, unreadOf } from './look.js';

/** The tools and levels that the deployed flows of this connection need, next to those that the account has. */
export async function* requiredOutcomes(look: Look): AsyncGenerator<Result, void, undefined> {
  const { run, only, view } = look;
  const { host, inputs } = run;
  const texts = (type: string, flow: string) => host.text(`usedBy.${type}`, { flow });
  const used = usedOperations(
    { kinds: look.kinds(), nodes: host.deployed(), texts },
    inputs.config.connection,
  );
  const given = await givenLevels(view, only);
  const rows = requiredPermissions(used, await builtInOperations(), given);
  yield { rows, last: true, about: { operation: 'Required permissions', more: unreadOf(look, view) } };
}

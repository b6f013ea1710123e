import type { StoredForm } from '../fields/config';
import { migrated, newestVersion, type Stored } from '../migrations';

/**
 * Brings nodes of older flows to the newest version. The editor drops properties that it does not know, and would store
 * the node without them at the next deployment. The steps are those of the runtime, which handle flows that no editor
 * has opened.
 * @param lost the values to use for properties that the editor has already dropped from a pasted node, since nothing
 * knows them any more
 */
export function keepOlder(type: string, { fields, migrations }: StoredForm, lost: Stored = {}): void {
  RED.events.on('nodes:add', (node) => {
    if (node.type !== type || Number(node.version ?? 0) >= newestVersion(migrations)) return;
    const names = Object.keys(fields).filter((name) => fields[name]?.kind !== 'credential');
    const known = Object.fromEntries(
      names.filter((name) => node[name] !== undefined).map((name) => [name, node[name]]),
    );
    const deployed = RED.nodes.originalFlow()?.find(({ id }) => id === node.id);
    const newest: Stored = migrated(migrations, { ...(deployed ?? lost), ...known });
    for (const name of names) if (newest[name] !== undefined) node[name] = newest[name];
  });
}

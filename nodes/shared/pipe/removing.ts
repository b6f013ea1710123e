import { asProcoreError } from '../../../src/errors.js';
import type { ActionDef } from '../flow-json.js';
import { patiently } from './patience.js';
import type { PipeNode } from './pipe-node.js';

/** Node-RED waits 15 s for a node that closes, and then goes on without it, ms. */
const MOST = 10_000;

/** Does what is left to do for a node that was removed. What fails is told in the log. Never rejects. */
export async function removing<Def extends ActionDef>({ host, config, kind }: PipeNode<Def>): Promise<void> {
  if (!kind.whenRemoved) return;
  const signal = AbortSignal.timeout(MOST);
  try {
    const connection = host.connection(host.filled(String(config.connection).trim(), 'connection'));
    const client = await patiently(connection.client(), signal);
    await patiently(kind.whenRemoved({ host, config, client, signal }), signal);
  } catch (thrown) {
    host.warn(host.text('warning.notRemoved', { cause: asProcoreError(thrown).cause }));
  }
}

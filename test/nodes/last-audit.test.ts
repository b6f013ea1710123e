import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import {
  action,
  connectionTo,
  flow,
  helper,
  keyOf,
  only,
  type Properties,
  type Seen,
} from '../support/flow.js';

describe('the last audit of a node', () => {
  let simulator: Simulator;
  let userDir: string;

  before(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'procore-audit-'));
    helper.settings({
      userDir,
      contextStorage: { default: { module: 'memory' }, chosen: { module: 'memory' } } as never,
    });
    simulator = await startSimulator({ companies: 1, projects: 2 });
  });
  after(async () => {
    await simulator.close();
    helper.settings({ userDir: undefined as never, contextStorage: undefined as never });
    rmSync(userDir, { recursive: true, force: true });
  });
  afterEach(() => helper.unload());

  /** What an earlier version kept of an audit that saw one project less. */
  const EARLIER = { connection: 'connection', at: '2026-01-02T03:04:05.000Z', rows: [] };
  const node = (more: Properties) =>
    action('procore-access', { mode: 'audit', shape: 'changes', companies: 'all', ...more });
  /** When the audit before this one was, as the message says. */
  const since = (seen: Seen) => {
    const { difference } = only(seen.results).procore ?? {};
    return (difference as { since: string | null }).since;
  };
  const audit = async (more: Properties, prepare: () => Promise<void> = async () => undefined) => {
    const { seen, receive, settled } = await flow(node(more), connectionTo(simulator), keyOf(simulator));
    await prepare();
    receive({});
    await settled(1);
    return since(seen);
  };
  const context = () => helper.getNode('action').context();
  const put = (value: unknown, store?: string) =>
    new Promise<void>((resolve, reject) => {
      context().set('lastAudit', value, store, (error) => (error ? reject(error) : resolve()));
    });
  const get = (store?: string) =>
    new Promise<unknown>((resolve, reject) => {
      context().get('lastAudit', store, (error, value) => (error ? reject(error) : resolve(value)));
    });

  it('outlasts a restart without a context store on disk', async () => {
    const id = { id: 'action', name: 'restart' };
    assert.equal(await audit(id), null);
    await helper.unload();
    assert.ok(await audit(id));
    assert.equal(await get(), undefined);
  });

  it('is taken over once from the default context store', async () => {
    const connection = connectionTo(simulator, { id: 'earlier' });
    const { seen, receive, settled } = await flow(node({ connection: 'earlier' }), connection, {
      earlier: keyOf(simulator).connection,
    });
    await put({ ...EARLIER, connection: 'earlier' });
    receive({});
    await settled(1);
    assert.equal(since(seen), EARLIER.at);
    assert.equal(await get(), undefined);
  });

  it('of another connection is not taken over, and stays where it is', async () => {
    const connection = connectionTo(simulator, { id: 'another' });
    const { seen, receive, settled } = await flow(node({ connection: 'another' }), connection, {
      another: keyOf(simulator).connection,
    });
    await put(EARLIER);
    receive({});
    await settled(1);
    assert.equal(since(seen), null);
    assert.deepEqual(await get(), EARLIER);
  });

  it('stays in a context store that the node names', async () => {
    assert.equal(await audit({ store: 'chosen' }, () => put(EARLIER, 'chosen')), EARLIER.at);
    const kept = (await get('chosen')) as typeof EARLIER;
    assert.equal(kept.connection, 'connection');
    assert.notEqual(kept.at, EARLIER.at);
  });
});

import assert from 'node:assert/strict';
import { requestKind } from '../../nodes/procore-request/kind.js';
import type { RequestDef } from '../../nodes/shared/flow-json.js';
import { DeployWarnings, type Surroundings } from '../../nodes/shared/pipe/deploy-warnings.js';
import type { Host } from '../../nodes/shared/pipe/host.js';
import { action, connectionAt, flow, helper, until } from '../support/flow.js';

/** Longer than the time after which the nodes are looked at. */
const LOOKED_AT = 4_000;

describe('warnings about what Procore takes away', () => {
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => helper.unload());

  const request = (id: string, path: string, more: object = {}) =>
    action('procore-request', { id, method: 'GET', path, ...more });
  const at = connectionAt('http://127.0.0.1:9');
  const warnings = () =>
    helper
      .log()
      .getCalls()
      .map(({ firstArg }: { firstArg: { level: number; id?: string; msg: unknown } }) => firstArg)
      .filter(({ level, msg }) => level === 30 && String(msg).startsWith('procore.standing.'))
      .map(({ id, msg }) => `${id}: ${msg}`)
      .sort();

  it('come once per node, after the start, with what to use instead', async () => {
    await flow(request('action', '/rest/v1.0/locations'), at, {}, [
      request('hooks', '/rest/v1.0/webhooks/hooks'),
      request('fine', '/rest/v1.0/projects/{project_id}/rfis'),
      request('unknown', '/rest/v1.0/nobody/knows'),
      request('message', ''),
      request('variable', '${NOT_SET_ANYWHERE}'),
      request('disabled', '/rest/v1.0/locations', { d: true }),
    ]);
    assert.deepEqual(warnings(), []);
    await until(() => warnings().length >= 2, LOOKED_AT);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const [first, second] = warnings();
    assert.equal(first, 'action: procore.standing.deprecated procore.standing.instead');
    assert.match(second ?? '', /^hooks: procore\.standing\.(ended|ending)/);
    assert.equal(warnings().length, 2);
  });

  it('come not at all for a node that was closed meanwhile', async () => {
    const warned: string[] = [];
    const started: Array<() => void> = [];
    const host = {
      onStarted: (call: () => void) => started.push(call),
      filled: (text: string) => text,
      text: (key: string, values: object) => `${key} ${Object.values(values)}`,
      warn: (text: string) => warned.push(text),
    } as unknown as Host;
    const around: Surroundings = { now: () => Date.UTC(2026, 8, 15), afterMs: 0 };
    const RED = { settings: { userDir: '/nowhere' } } as never;
    const told = new DeployWarnings(RED, requestKind, around);
    const watched = (path: string, isOpen: boolean) =>
      told.watch({ host, config: { method: 'GET', path } as RequestDef, isOpen: () => isOpen });
    watched('/rest/v1.0/locations', false);
    watched('/rest/v1.0/webhooks/hooks', true);
    assert.equal(started.length, 1);
    started[0]?.();
    await until(() => warned.length > 0);
    assert.equal(warned.length, 1);
    assert.match(warned[0] ?? '', /^standing\.ending .*webhooks\/hooks,2026-09-16/);
  });
});

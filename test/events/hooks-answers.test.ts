import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { OperationMatcher } from '../../src/catalogue/match.js';
import { needsOf } from '../../src/catalogue/needs.js';
import { Hooks } from '../../src/events/hooks/hooks.js';
import { offeredResources } from '../../src/events/hooks/offered.js';
import { HOOK_OPERATIONS } from '../../src/events/hooks/requests.js';
import { Client, parseConnection } from '../../src/index.js';
import { Secret } from '../../src/secret.js';
import { shipped } from '../catalogue/operations.js';
import { settings } from '../support/client.js';
import { serve } from '../support/http-server.js';
import { HookStage, NAMESPACE, steps } from './hook-stage.js';

describe('hooks and what Procore offers and answers', () => {
  let stage: HookStage;
  beforeEach(async () => {
    stage = await HookStage.begin();
  });
  afterEach(() => stage.close());

  it('says what is not offered, and never asks for the updates that Procore ended', async () => {
    const report = await stage.hooks.ensure(
      stage.wish({
        resources: [
          { name: 'Project Users', actions: ['create', 'update'] },
          { name: 'Moons', actions: ['create'] },
        ],
      }),
    );
    assert.deepEqual(report.plan.notOffered, [
      { resource: 'Project Users', action: 'update' },
      { resource: 'Moons', action: 'create' },
    ]);
    assert.equal(report.isComplete, true);
    assert.deepEqual((await stage.only(stage.projectPlace(0))).triggers, ['Project Users create']);
    const offered = await offeredResources(stage.client, stage.projectPlace(0), 'v4.0', {});
    const rfis = offered.find(({ name }) => name === 'RFIs');
    assert.deepEqual([rfis?.tool, rfis?.actions], ['RFIs', ['create', 'update', 'delete']]);
  });

  it('does not offer them even if a list still has them, and takes an empty list for no list', async () => {
    const rows: unknown[] = [{ category: 'Core', name: 'Project Vendors', actions: ['create', 'update'] }];
    const server = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          request.path.startsWith('/oauth')
            ? { access_token: 't', token_type: 'bearer', expires_in: 5400 }
            : { data: request.path.includes('page=1') ? rows : [] },
        ),
      );
    });
    try {
      const other = new Client(parseConnection(settings(server.url)), stage.runtime());
      stage.clients.push(other);
      const offered = await offeredResources(other, stage.projectPlace(0), 'v4.0', {});
      assert.deepEqual(
        offered.map(({ name, actions }) => [name, actions]),
        [['Project Vendors', ['create']]],
      );
      rows.pop();
      await assert.rejects(offeredResources(other, stage.projectPlace(0), 'v4.0', {}), {
        code: 'PROCORE_NOT_PERMITTED',
      });
    } finally {
      await server.close();
    }
  });

  /** A Procore of the test's own, for answers that the simulator does not give. `hooks` answers the list of hooks. */
  async function fake(hooks: (made: number) => unknown): Promise<{ client: Client; made: string[] }> {
    const made: string[] = [];
    const answerTo = (method: string, path: string): { status: number; body: unknown } => {
      if (path.startsWith('/oauth'))
        return { status: 200, body: { access_token: 't', token_type: 'bearer', expires_in: 5400 } };
      if (path.endsWith('/bulk')) {
        const errors = { resource_name: ['is invalid'] };
        return { status: 207, body: { data: [{ id: '7' }, { resource_name: 'Moons', errors }] } };
      }
      const isFirst = /\bpage=1\b/.test(path);
      if (path.includes('/resources')) {
        const rows = ['RFIs', 'Moons'].map((name) => ({ name, actions: ['create'] }));
        return { status: 200, body: { data: isFirst ? rows : [] } };
      }
      if (method !== 'GET') made.push(`${method} ${path}`);
      if (method !== 'GET') return { status: 201, body: { data: ours } };
      return { status: 200, body: { data: path.includes('hooks?') && isFirst ? hooks(made.length) : [] } };
    };
    const server = await serve((request, response) => {
      const { status, body } = answerTo(request.method, request.path);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    stage.servers.push(server);
    const opened = new Client(parseConnection(settings(server.url)), stage.runtime());
    stage.clients.push(opened);
    return { client: opened, made };
  }
  const ours = { id: '1', namespace: NAMESPACE, status: 'active', payload_version: 'v4.0' };
  const twoOfThem = () =>
    stage.wish({
      places: [stage.projectPlace(0)],
      resources: [
        { name: 'RFIs', actions: ['create'] },
        { name: 'Moons', actions: ['create'] },
      ],
    });

  it('says which triggers Procore did not take, and keeps the others', async () => {
    const other = await fake((made) => (made > 0 ? [ours] : []));
    const report = await new Hooks(other.client, NAMESPACE, stage.runtime()).ensure(twoOfThem());
    assert.equal(report.isComplete, false);
    const [failure] = report.failures;
    assert.equal(failure?.failure.code, 'PROCORE_INVALID');
    assert.match(failure?.failure.cause ?? '', /Moons \(create\)\.$/);
    assert.equal(other.made.length, 1);
  });

  it('leaves foreign hooks alone even if a list has them that was asked for ours', async () => {
    const other = await fake(() => [
      { ...ours, id: '8', namespace: 'somebody-else' },
      { ...ours, id: '9', namespace: undefined },
    ]);
    const foreign = new Hooks(other.client, NAMESPACE, stage.runtime());
    assert.deepEqual(steps(await foreign.plan(twoOfThem())), ['create hook']);
    assert.deepEqual(steps(await foreign.plan({ ...twoOfThem(), resources: [] })), []);
    await foreign.ensure({ ...twoOfThem(), resources: [] });
    assert.deepEqual((await foreign.remove()).failures, []);
    assert.deepEqual(other.made, []);
  });

  it('makes nothing where the list of hooks is no list', async () => {
    const other = await fake(() => ({ hooks: 'soon' }));
    const report = await new Hooks(other.client, NAMESPACE, stage.runtime()).ensure(twoOfThem());
    assert.deepEqual(
      report.failures.map(({ failure }) => failure.code),
      ['PROCORE_BAD_RESPONSE'],
    );
    assert.deepEqual([report.isComplete, other.made], [false, []]);
  });

  it('shows no value, even if a refusal repeats what was sent', async () => {
    const server = await serve((request, response) => {
      const { path, method, body } = request;
      const isList = method === 'GET';
      const resources = path.includes('/resources') && /\bpage=1\b/.test(path);
      const rows = resources ? [{ name: 'RFIs', actions: ['create'] }] : [];
      const token = { access_token: 't', token_type: 'bearer', expires_in: 5400 };
      const details = isList ? [] : [{ reason_code: 'INVALID', message: `No good: ${body}`, source: body }];
      const refused = { error: { code: 'BAD_REQUEST', message: `Cannot take ${body}`, details } };
      response.writeHead(isList || path.startsWith('/oauth') ? 200 : 400, {
        'content-type': 'application/json',
      });
      response.end(JSON.stringify(path.startsWith('/oauth') ? token : isList ? { data: rows } : refused));
    });
    stage.servers.push(server);
    const other = new Client(parseConnection(settings(server.url)), stage.runtime());
    stage.clients.push(other);
    const hooks = new Hooks(other, NAMESPACE, stage.runtime());
    const [value] = await hooks.values();
    const secret = value?.reveal() ?? '';
    const places = [stage.projectPlace(0)];
    const gate = new Secret('Basic Z2F0ZTpwYXNzd29yZC1vZi10aGUtZ2F0ZQ==');
    for (const more of [{}, { url: `https://red.example.com/${secret}`, gate }]) {
      const report = await hooks.ensure(stage.wish({ places, ...more }));
      const [failed] = report.failures;
      assert.equal(failed?.failure.code, 'PROCORE_INVALID');
      const shown = inspect(report, { depth: 20, showHidden: true });
      assert.ok(shown.includes('No good') && shown.includes('***') && !shown.includes(secret), shown);
      assert.ok(!shown.includes('Z2F0ZTpwYXNz'), shown);
    }
  });

  it('is known by the requests that a report of permissions needs: all of webhooks, none at its end', () => {
    const matcher = new OperationMatcher(shipped());
    const found = HOOK_OPERATIONS.map(({ method, path }) => matcher.match(method, path));
    assert.equal(found.length, 16);
    for (const operation of found) {
      assert.ok(operation && !operation.deprecated && !operation.removed);
      assert.deepEqual([operation.tool, needsOf(operation).level], ['Webhooks', 'Standard']);
    }
  });
});

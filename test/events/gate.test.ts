import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { hookPlanOf } from '../../nodes/shared/admin/event-hooks.js';
import { gateFor } from '../../src/events/gate.js';
import { Secret } from '../../src/secret.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { clientOf } from '../support/client.js';
import { serve } from '../support/http-server.js';
import { until } from '../support/until.js';

const USER = 'gate';
/** A blank at the end of a password is a part of it. */
const PASSWORD = 'knock-knock-2270 ';
const BASIC = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
const ON_TAB = { z: 'tab', x: 0, y: 0 };

describe('the gate of httpNodeAuth', () => {
  const asks = { user: USER, pass: 'a hash' };
  const key = { gateUser: USER, gatePassword: new Secret(PASSWORD) };

  it('is open with its own user and a password, and for what a function asks nobody knows', () => {
    assert.equal(gateFor(undefined, key), undefined);
    for (const open of [asks, () => undefined, [() => undefined]])
      assert.equal(gateFor(open, key)?.gate?.reveal(), `Basic ${BASIC}`);
    const { gateUser, gatePassword } = key;
    for (const lacking of [{}, { gateUser }, { gatePassword }, { ...key, gateUser: 'somebody' }])
      assert.equal(gateFor(asks, lacking)?.shut?.code, 'PROCORE_CONFIG');
  });

  it('is shut for the plan in the dialog too if the user is another one', async () => {
    const client = clientOf('http://127.0.0.1:9', { gateUser: 'somebody', gatePassword: PASSWORD });
    const events = 'https://red.example.com/procore/events/';
    const wish = {
      node: 'event',
      events,
      hasPort: false,
      payloadVersion: 'v4.0',
      scope: 'projects',
    } as const;
    try {
      await assert.rejects(hookPlanOf(client, { ...wish, resources: [] }, asks), {
        code: 'PROCORE_CONFIG',
        cause: /the connection does not have it/,
      });
    } finally {
      await client.close();
    }
  });
});

describe('procore event behind httpNodeAuth', function () {
  this.timeout(60_000);
  let simulator: Simulator;
  let nodeRed: NodeRed;
  before(async () => {
    simulator = await startSimulator({ companies: 1, projects: 1 });
    const settings = { httpNodeRoot: '/flows', httpNodeAuth: { user: USER, pass: hashSync(PASSWORD, 4) } };
    nodeRed = await NodeRed.start(installPackage(newUserDir()), settings);
  });
  after(async () => {
    await nodeRed?.stop();
    await simulator?.close();
  });

  const deploy = (gate: { gateUser?: string; gatePassword?: string }, publicUrl = nodeRed.url) => {
    const { loginUrl, apiUrl, clientId, clientSecret, companies } = simulator;
    const companyId = String(companies[0]?.id);
    const inject = { ...ON_TAB, type: 'inject', props: [{ p: 'rotate', v: 'true', vt: 'bool' }] };
    const debug = { ...ON_TAB, type: 'debug', active: true, tosidebar: true, complete: 'payload', wires: [] };
    return nodeRed.deploy(
      [
        { id: 'tab', type: 'tab', label: 'events' },
        { id: 'own', type: 'procore-config', environment: 'custom', loginUrl, apiUrl, companyId, publicUrl },
        {
          ...ON_TAB,
          id: 'event',
          type: 'procore-event',
          connection: 'own',
          resources: [{ name: 'RFIs' }],
          wires: [['got']],
        },
        { ...ON_TAB, id: 'status', type: 'status', scope: ['event'], wires: [['shown']] },
        { ...inject, id: 'rotate', wires: [['event']] },
        { ...debug, id: 'got' },
        { ...debug, id: 'shown', complete: 'status', targetType: 'msg' },
      ],
      { own: { clientId, clientSecret, ...gate } },
    );
  };
  const projectId = () => Number(simulator.companies[0]?.projects[0]?.id);
  const got = () => nodeRed.debugged.filter(({ id }) => id === 'got').length;
  /** The addresses that events were sent to, with their secrets. */
  const addresses = async () => {
    const rows = simulator.requests.flatMap(({ method, path, body }) =>
      /webhooks\/hooks(\/\d+)?$/.test(path) && method !== 'GET' ? [body] : [],
    );
    return rows.flatMap((row) => row.match(/\/flows\/procore\/events\/event\/[\w-]{43}/g) ?? []);
  };
  const happens = async () => {
    const before = got();
    simulator.rows('rfis', projectId()).add();
    await until(() => got() > before, 20_000);
  };

  it('is red without user and password, or with another user, and says what the ways out are', async () => {
    for (const gate of [{}, { gateUser: 'somebody', gatePassword: PASSWORD }]) {
      const from = nodeRed.output.length;
      const seen = nodeRed.debugged.length;
      await deploy(gate);
      await nodeRed.until(
        () =>
          /Enter user and password of httpNodeAuth .* or set a receiver port/.test(
            nodeRed.output.slice(from),
          ),
        'warning',
      );
      const isRed = ({ id, value }: { id: string; value: unknown }) =>
        id === 'shown' && (value as { fill?: string }).fill === 'red';
      await nodeRed.until(() => nodeRed.debugged.slice(seen).some(isRed), 'red status');
    }
    assert.deepEqual(await addresses(), []);
  });

  const shown = (from: number) =>
    nodeRed.debugged.slice(from).flatMap(({ id, value }) => {
      const { fill = '', text = '' } = value as { readonly fill?: string; readonly text?: string };
      return id === 'shown' ? [`${fill} ${text}`] : [];
    });

  it('is red with another password, makes no webhooks, and says which password is meant', async () => {
    for (const gatePassword of ['guessed', PASSWORD.trim()]) {
      const from = nodeRed.output.length;
      const seen = nodeRed.debugged.length;
      await deploy({ gateUser: USER, gatePassword });
      const says = () => /the password in the connection is not the one of httpNodeAuth/;
      await nodeRed.until(() => says().test(nodeRed.output.slice(from)), 'warning');
      await nodeRed.until(() => shown(seen).some((each) => each.startsWith('red')), 'red status');
    }
    assert.deepEqual(await addresses(), []);
  });

  it('gets events once it has them, with a secret in the address that nothing shows, also during a rotation', async () => {
    await deploy({ gateUser: USER, gatePassword: PASSWORD });
    await until(async () => (await addresses()).length > 0, 20_000);
    await happens();
    const [first] = await addresses();
    await nodeRed.inject('rotate');
    await until(async () => new Set(await addresses()).size > 1, 20_000);
    await happens();
    const all = [...new Set(await addresses())];
    assert.deepEqual([all.length, all[0]], [2, first]);
    // Both are valid during a rotation, and no other one is.
    const stranger = `${all[0]?.slice(0, -43)}${'s'.repeat(43)}`;
    const answers = [...all, stranger].map(async (path) => {
      const headers = { authorization: `Basic ${BASIC}`, 'content-type': 'application/json' };
      const answer = await fetch(`${nodeRed.url}${path}`, { method: 'POST', body: '{}', headers });
      return answer.status;
    });
    assert.deepEqual(await Promise.all(answers), [400, 400, 401]);
    const ends = all.map((path) => path.slice(-43));
    const flows = readFileSync(join(nodeRed.userDir, 'flows.json'), 'utf8');
    const shown = [nodeRed.output, JSON.stringify(nodeRed.debugged), flows].join('\n');
    for (const secret of [PASSWORD, BASIC, ...ends])
      assert.ok(!shown.includes(secret), `${secret} was shown`);
  });

  it('is not red if its public address leads elsewhere from inside, whatever answers there', async () => {
    const asked: string[] = [];
    const router = await serve(({ path }, response) => {
      asked.push(path);
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Authorization Required"' }).end();
    });
    try {
      const before = (await addresses()).length;
      const seen = nodeRed.debugged.length;
      await deploy({ gateUser: USER, gatePassword: PASSWORD }, router.url);
      await until(async () => (await addresses()).length > before, 20_000);
      await until(() => shown(seen).some((each) => /^(blue|green|grey) /.test(each)), 20_000);
      assert.ok(asked.length > 0 && !asked.some((path) => /[\w-]{43}$/.test(path)), asked.join());
      assert.deepEqual(
        shown(seen).filter((each) => each.startsWith('red')),
        [],
      );
    } finally {
      await router.close();
    }
  });
});

import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { fields } from '../../nodes/procore-config/fields.js';
import { migrations } from '../../nodes/procore-config/migrations.js';
import { DraftSignIns } from '../../nodes/shared/connection/draft-sign-ins.js';
import { configOf } from '../../nodes/shared/fields/config.js';
import type { Simulator } from '../../src/simulator/index.js';
import { action, connectionTo, flow, helper, type Properties } from '../support/flow.js';
import { redirected } from '../support/sign-in.js';
import { until } from '../support/until.js';
import { SignInStage } from './sign-in-stage.js';

describe('a sign-in to a connection that is not deployed as its dialog shows it', () => {
  const stage = SignInStage.here();
  const { ask, begin, comeBack, status, signIn } = stage;
  /** Each test has a connection of its own, as all of them share a state file. */
  let id = '';
  let tests = 0;
  beforeEach(() => {
    id = `connection ${++tests}`;
  });
  const isKept = () => stage.kept().includes(id);
  let second: Simulator;
  before(async () => {
    second = await stage.procore({ clientSecret: 'the secret of the second', companies: 1 });
  });
  after(() => second.close());

  const typed = (more: Properties = {}) =>
    stage.draft({ id, clientSecret: stage.simulator.clientSecret, actAs: 'user', ...more });
  /** The deployed connection with another key, typed into its dialog. */
  const toSecond = () =>
    stage.draft({
      id,
      clientId: second.clientId,
      clientSecret: second.clientSecret,
      loginUrl: second.loginUrl,
      apiUrl: second.apiUrl,
      actAs: 'user',
    });
  /** Deploys with the connection of a simulator, which a flow acts on as the person. */
  const deploy = (simulator: Simulator, more: Properties = {}) =>
    flow(action('procore-companies'), connectionTo(simulator, { id, actAs: 'user', ...more }), {
      [id]: stage.key(simulator),
    });
  /** Deploys once more, while Node-RED runs. */
  const redeploy = (simulator: Simulator, more: Properties = {}) =>
    helper.setFlows(
      [{ id: 'tab', type: 'tab' }, connectionTo(simulator, { id, actAs: 'user', ...more })] as never,
      'full',
      { [id]: stage.key(simulator) } as never,
    );
  const revoked = (simulator: Simulator) =>
    simulator.requests.filter(({ path }) => path === '/oauth/revoke').length;
  /** Starts without a connection. The admin routes of this Node-RED stay over all deployments. */
  const start = () => flow(action('procore-companies'), undefined);

  it('works at once, is used by the dialog, stays off the disk, and lasts once it is deployed', async () => {
    await start();
    await signIn(typed());
    const { user, isDraft } = await status(undefined, typed());
    assert.equal(user?.person.login, 'robin.sample@example.com');
    assert.equal(isDraft, true);
    assert.ok(!isKept());
    const { told } = await ask('companies', { connection: typed() });
    const { companies } = told as unknown as { companies: Array<{ name: string }> };
    assert.deepEqual(
      companies.map(({ name }) => name),
      [stage.simulator.companies[1]?.name],
    );
    const before = revoked(stage.simulator);
    // The company is chosen after the sign-in, and only with it Procore gives the name.
    assert.equal(user?.person.name, undefined);
    await redeploy(stage.simulator, { companyId: String(stage.simulator.companies[1]?.id) });
    await until(isKept);
    await until(async () => (await status(undefined, stage.draft({ id }))).user?.person.name !== undefined);
    const now = await status(undefined, stage.draft({ id }));
    assert.equal(now.isDraft, undefined);
    assert.equal(now.user?.ended, false);
    assert.equal(revoked(stage.simulator), before, 'the sign-in was ended on its way');
    // The dialog asks with the deployed sign-in from now on.
    assert.equal((await ask('companies', { connection: typed() })).told.error, undefined);
  });

  it('is there for the first message after the deployment', async () => {
    await start();
    await signIn(typed());
    await helper.setFlows(
      [
        { id: 'tab', type: 'tab' },
        connectionTo(stage.simulator, { id, actAs: 'user' }),
        { id: 'start', type: 'helper', z: 'tab', x: 0, y: 0, wires: [['action']] },
        action('procore-companies', { connection: id, wires: [['result'], []] }),
        { id: 'result', z: 'tab', x: 0, y: 0, type: 'helper' },
      ] as never,
      'full',
      { [id]: stage.key() } as never,
    );
    const results: unknown[] = [];
    helper.getNode('result').on('input', (msg: unknown) => results.push(msg));
    helper.getNode('action').receive({ payload: 'start' } as never);
    await until(() => results.length === 1);
    assert.equal((results[0] as { payload: object[] }).payload.length, 1);
  });

  it('is said to be missing where nobody has signed in yet, and no place to be missing', async () => {
    await start();
    const { checks } = (await ask('check', { connection: typed() })).told as unknown as {
      checks: Array<{ error: { code: string; cause: string } }>;
    };
    assert.equal(checks[0]?.error.code, 'PROCORE_AUTH');
    assert.match(checks[0]?.error.cause ?? '', /nobody is signed in/);
  });

  it('is of its hosts and its key alone', async () => {
    await start();
    await signIn(typed());
    for (const more of [
      { clientSecret: 'another' },
      { clientId: 'another' },
      { apiUrl: second.apiUrl },
      { loginUrl: second.loginUrl },
      { id: 'another' },
    ]) {
      assert.deepEqual(await status(undefined, typed(more)), {}, JSON.stringify(more));
    }
    await redeploy(stage.simulator, { apiUrl: stage.simulator.apiUrl.replace('127.0.0.1', 'localhost') });
    await redeploy(second);
    assert.ok(!isKept());
    // It goes on waiting for the connection that the dialog shows.
    assert.equal((await status(undefined, typed())).isDraft, true);
  });

  it('leaves the sign-in of the deployed connection alone until it is deployed', async () => {
    await deploy(stage.simulator);
    await signIn(stage.draft({ id }));
    const asked = stage.simulator.requests.length;
    await signIn(toSecond());
    assert.equal((await status(undefined, toSecond())).isDraft, true);
    assert.equal((await status(undefined, id)).user?.ended, false);
    assert.equal(stage.simulator.requests.length, asked);
    await ask('sign-in/drop', { connection: toSecond() });
    await until(() => revoked(second) > 0);
    assert.deepEqual(await status(undefined, toSecond()), {});
    assert.equal((await status(undefined, id)).user?.ended, false);
    assert.ok(isKept());
  });

  it('ends with a dialog that is cancelled, and so does one that is still under way', async () => {
    await start();
    await signIn(typed());
    const { url, cookie, attempt } = await begin({ connection: typed() });
    const before = revoked(stage.simulator);
    await ask('sign-in/drop', { connection: typed() });
    assert.equal(revoked(stage.simulator), before + 1);
    const query = await redirected(url);
    const asked = stage.simulator.requests.length;
    assert.equal((await comeBack(query, cookie)).status, 400);
    assert.equal(stage.simulator.requests.length, asked, 'the code was sent');
    const { attempt: outcome, user } = await status(attempt, typed());
    assert.match(JSON.stringify(outcome), /dialog was cancelled/);
    assert.equal(user, undefined);
  });

  it('is not ended by a dialog that is cancelled after another one has deployed it', async () => {
    await start();
    await signIn(typed());
    await redeploy(stage.simulator);
    await until(isKept);
    await ask('sign-in/drop', { connection: typed() });
    assert.equal((await status(undefined, typed())).user?.ended, false);
    assert.ok(isKept());
  });

  it('that ends after the deployment is the deployed connection’s', async () => {
    await start();
    const { url, cookie, attempt } = await begin({ connection: typed() });
    await redeploy(stage.simulator);
    assert.equal((await comeBack(await redirected(url), cookie)).status, 200);
    const { attempt: outcome, isDraft } = await status(attempt, typed());
    assert.deepEqual([outcome, isDraft], ['done', undefined]);
    assert.ok(isKept());
  });

  it('of two tabs: each account has its own, and the deployed one gets its own', async () => {
    await deploy(stage.simulator);
    const begun = [await begin({ connection: toSecond() }), await begin({ connection: stage.draft({ id }) })];
    const cookies = begun.map(({ cookie }) => cookie).join('; ');
    for (const { url } of begun) assert.equal((await comeBack(await redirected(url), cookies)).status, 200);
    assert.ok(isKept());
    assert.equal((await status(undefined, toSecond())).isDraft, true);
    await redeploy(second);
    await until(async () => (await status(undefined, toSecond())).isDraft === undefined);
    assert.equal((await status(undefined, toSecond())).user?.ended, false);
  });

  it('signs out, also where nobody is signed in', async () => {
    await start();
    await signIn(typed());
    assert.deepEqual((await ask('sign-out', { connection: typed() })).told, { revoked: true });
    assert.deepEqual((await ask('sign-out', { connection: typed() })).told, { revoked: true });
    assert.deepEqual(await status(undefined, typed()), {});
    await redeploy(stage.simulator);
    assert.ok(!isKept());
  });

  it('of a demo works as well', async () => {
    await start();
    const demo = { id: 'demo', environment: 'demo', actAs: 'user' };
    const { told } = await ask('sign-in', { connection: demo, redirectUri: stage.callback });
    assert.equal(new URL(told.url ?? '').pathname, '/oauth/authorize');
    await ask('sign-in/drop', { connection: demo });
  });

  describe('that nobody claims', () => {
    /** A Node-RED's API, for sign-ins that wait for a time of the test's own. */
    const api = async () => {
      let RED: NodeAPI | undefined;
      const steal = (given: NodeAPI) => {
        RED = given;
      };
      await flow(action('procore-companies'), undefined, {}, [], [steal as never]);
      return RED ?? assert.fail();
    };
    const shown = (id: string) => ({
      id,
      node: { credentials: stage.key() } as never,
      def: configOf({ fields, migrations }, connectionTo(stage.simulator)) as never,
    });

    it('is signed out after its time', async () => {
      const signIns = new DraftSignIns(await api(), 300);
      const { user } = await signIns.begin(shown('late'));
      const url = user.authorizeUrl(stage.callback, 'state');
      await user.signIn({
        parameters: await redirected(url),
        state: 'state',
        redirectUri: stage.callback,
      });
      const before = revoked(stage.simulator);
      assert.equal(signIns.has('late'), true);
      await until(() => revoked(stage.simulator) === before + 1);
      assert.equal(signIns.has('late'), false);
    });

    it('is one of twenty at most, the oldest giving way', async () => {
      const signIns = new DraftSignIns(await api());
      for (let n = 0; n < 21; n++) await signIns.begin(shown(`number ${n}`));
      assert.deepEqual(
        [0, 1, 20].map((n) => signIns.has(`number ${n}`)),
        [false, true, true],
      );
      for (let n = 1; n < 21; n++) await signIns.drop(shown(`number ${n}`));
      assert.equal(signIns.has('number 20'), false);
    });
  });
});

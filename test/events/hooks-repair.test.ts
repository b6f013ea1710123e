import assert from 'node:assert/strict';
import { Hooks } from '../../src/events/hooks/hooks.js';
import { Client, memoryState, parseConnection, systemRuntime } from '../../src/index.js';
import { settings } from '../support/client.js';
import { serve } from '../support/http-server.js';
import { HookStage, NAMESPACE } from './hook-stage.js';

describe('hooks that were changed by hand, cut off or made twice', () => {
  let stage: HookStage;
  beforeEach(async () => {
    stage = await HookStage.begin();
  });
  afterEach(() => stage.close());

  const EDITS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
    'a trigger is removed': async (path) => {
      const [trigger] = (await stage.caller.get(`${path}/triggers`)).json.data;
      return stage.caller.send('DELETE', `${path}/triggers/${trigger.id}`);
    },
    'a trigger is added': (path) =>
      stage.caller.send('POST', `${path}/triggers`, {}, { resource_name: 'Meetings', event_type: 'create' }),
    'a trigger is there twice': (path) =>
      stage.caller.send('POST', `${path}/triggers`, {}, { resource_name: 'RFIs', event_type: 'create' }),
    'the hook is disabled': (path) => stage.caller.send('PATCH', path, {}, { status: 'disabled' }),
    'the hook is removed': (path) => stage.caller.send('DELETE', path),
    'its address is another': (path) =>
      stage.caller.send('PATCH', path, {}, { destination_url: 'https://receiver.example.com/' }),
    'its payloads are older': (path) => stage.caller.send('PATCH', path, {}, { payload_version: 'v2.0' }),
    'its header is another': (path) =>
      stage.caller.send('PATCH', path, {}, { destination_headers: { Authorization: 'Bearer other' } }),
    'it has no header': (path) => stage.caller.send('PATCH', path, {}, { destination_headers: {} }),
    'there is a second one': async () => {
      const body = {
        payload_version: 'v4.0',
        namespace: NAMESPACE,
        destination_url: 'https://receiver.example.com/',
      };
      return stage.caller.send('POST', stage.base(stage.projectPlace(0)), {}, body);
    },
    'all of it': async (path) => {
      const all = (await stage.caller.get(`${path}/triggers`)).json.data.map(({ id }: { id: string }) => id);
      await stage.caller.send('DELETE', `${path}/triggers/bulk`, {}, all);
      return stage.caller.send(
        'PATCH',
        path,
        {},
        {
          status: 'disabled',
          payload_version: 'v3.0',
          destination_headers: {},
          destination_url: 'https://receiver.example.com/',
        },
      );
    },
  };

  for (const [what, edit] of Object.entries(EDITS)) {
    it(`repairs where by hand: ${what}`, async () => {
      await stage.hooks.ensure(stage.wish());
      const before = await stage.there(stage.projectPlace(0));
      const hook = await stage.only(stage.projectPlace(0));
      const edited = (await edit(`${stage.base(stage.projectPlace(0))}/${hook.id}`)) as { status: number };
      assert.ok(edited.status < 300, String(edited.status));
      const plan = await stage.hooks.plan(stage.wish());
      assert.equal(plan.places.length, 1);
      assert.deepEqual(plan.places[0]?.place, stage.projectPlace(0));
      const report = await stage.hooks.ensure(stage.wish());
      assert.deepEqual([report.isComplete, report.failures], [true, []]);
      const after = await stage.there(stage.projectPlace(0));
      const facts = (all: unknown[]) =>
        (all as Array<Record<string, unknown>>).map(
          ({ id: _, created_at: __, updated_at: ___, ...rest }) => rest,
        );
      assert.deepEqual(facts(after), facts(before));
      stage.receiver.requests.length = 0;
      stage.caller.simulator.rows('rfis', stage.caller.project(0).id).add();
      await stage.caller.simulator.deliveries.settled();
      assert.deepEqual(
        stage.receiver.requests.map(({ headers }) => headers.authorization),
        [report.values[0]?.reveal()],
      );
    });
  }

  /** Begins the work, and ends it right after a number of requests. @returns whether it was cut off by that */
  async function isCutOff(own: Hooks, after: number): Promise<boolean> {
    const stopped = new AbortController();
    let sent = 0;
    const onSent = () => {
      if (++sent >= after) setImmediate(() => stopped.abort(new Error('cut off')));
    };
    try {
      await own.ensure(stage.wish(), { signal: stopped.signal, onSent });
      return false;
    } catch {
      return true;
    }
  }

  it('finishes what was cut off, wherever that was', async () => {
    const complete = await stage.hooks.ensure(stage.wish());
    assert.equal(complete.isComplete, true);
    const expected = (await stage.there(stage.projectPlace(0)))[0].triggers;
    const total = stage.writes().filter(({ path }) => path.startsWith('/rest')).length;
    assert.ok(total >= 6, String(total));
    let cut = 0;
    for (let after = 1; after <= 24; after++) {
      const namespace = `cut-${after}`;
      const own = new Hooks(stage.client, namespace, stage.runtime());
      if (await isCutOff(own, after)) cut++;
      const second = await own.ensure(stage.wish());
      assert.deepEqual([second.isComplete, second.failures], [true, []], namespace);
      for (const [place, triggers] of [
        [stage.companyPlace(), ['Projects create']],
        [stage.projectPlace(0), expected],
        [stage.projectPlace(1), expected],
      ] as const) {
        const found = await stage.there(place, namespace);
        assert.deepEqual(
          found.map((each: { triggers: string[] }) => each.triggers),
          [triggers],
          namespace,
        );
      }
      assert.equal((await own.remove()).isComplete, true);
      assert.deepEqual(await stage.there(stage.projectPlace(0), namespace), []);
    }
    assert.ok(cut >= 10, `${cut} were cut off`);
  });

  it('takes away what was begun and cut off', async () => {
    let cut = 0;
    for (let after = 1; after <= 24; after++) {
      const namespace = `cut-${after}`;
      const own = new Hooks(stage.client, namespace, stage.runtime());
      if (await isCutOff(own, after)) cut++;
      assert.equal((await own.remove()).isComplete, true);
      for (const place of stage.wish().places) assert.deepEqual(await stage.there(place, namespace), []);
    }
    assert.ok(cut >= 10, `${cut} were cut off`);
  });

  it('takes turns with an instance that has the same state, and neither doubles anything', async () => {
    const state = memoryState(stage.runtime());
    const two = [stage.open(state), stage.open(state)].map(
      (each) => new Hooks(each, NAMESPACE, systemRuntime()),
    );
    const reports = await Promise.all(two.map((each) => each.ensure(stage.wish())));
    assert.deepEqual(
      reports.map(({ isComplete }) => isComplete),
      [true, true],
    );
    assert.deepEqual(reports.map(({ done }) => done.length).sort(), [0, 3]);
    assert.equal(reports[0]?.values[0]?.reveal(), reports[1]?.values[0]?.reveal());
    for (const place of [stage.companyPlace(), stage.projectPlace(0), stage.projectPlace(1)])
      await stage.only(place);
    await state.close();
  });

  it('ends with one hook even if instances with states of their own begin at once', async () => {
    const three = [stage.open(), stage.open(), stage.open()].map(
      (each) => new Hooks(each, NAMESPACE, stage.runtime()),
    );
    await Promise.all(three.map((each) => each.ensure(stage.wish())));
    const report = await (three[0] as Hooks).ensure(stage.wish());
    assert.equal(report.isComplete, true);
    assert.deepEqual((await stage.only(stage.companyPlace())).triggers, ['Projects create']);
    for (const place of [stage.projectPlace(0), stage.projectPlace(1)]) {
      assert.deepEqual((await stage.only(place)).triggers, [
        'Punch Items delete',
        'RFIs create',
        'RFIs update',
      ]);
    }
  });

  it('makes another hook if Procore does not switch a project’s one on again', async () => {
    await stage.hooks.ensure(stage.wish());
    const { id } = await stage.only(stage.projectPlace(0));
    const path = `${stage.base(stage.projectPlace(0))}/${id}`;
    await stage.caller.send('PATCH', path, {}, { status: 'disabled' });
    const [trigger] = (await stage.caller.get(`${path}/triggers`)).json.data;
    await stage.caller.send('DELETE', `${path}/triggers/${trigger.id}`);
    // A proxy that takes `status` out of changes: the published body of a project's hook has none.
    const proxy = await serve((request, response) => {
      const { status: _, ...fields } = request.method === 'PATCH' ? JSON.parse(request.body) : {};
      const {
        host: __,
        'content-length': ___,
        'accept-encoding': ____,
        connection: _____,
        ...headers
      } = request.headers as Record<string, string>;
      const body = request.method === 'PATCH' ? JSON.stringify(fields) : request.body;
      void fetch(`${stage.caller.simulator.apiUrl}${request.path}`, {
        method: request.method,
        headers,
        ...(request.method !== 'GET' && body !== '' && { body }),
      }).then(async (answer) => {
        const text = await answer.text();
        response.writeHead(answer.status, {
          'content-type': 'application/json',
          total: answer.headers.get('total') ?? '0',
        });
        response.end(answer.status === 204 ? undefined : text);
      });
    });
    try {
      const { loginUrl, clientId, clientSecret } = stage.caller.simulator;
      const connection = { ...settings(''), loginUrl, apiUrl: proxy.url, clientId, clientSecret };
      const through = new Client(parseConnection(connection), stage.runtime(), { state: stage.client.state });
      stage.clients.push(through);
      const report = await new Hooks(through, NAMESPACE, stage.runtime()).ensure(stage.wish());
      assert.equal(report.isComplete, true);
      const hook = await stage.only(stage.projectPlace(0));
      assert.deepEqual([hook.status, hook.id === id], ['active', false]);
      assert.deepEqual(hook.triggers, ['Punch Items delete', 'RFIs create', 'RFIs update']);
    } finally {
      await proxy.close();
    }
  });
});

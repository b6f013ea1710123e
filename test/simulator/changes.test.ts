import assert from 'node:assert/strict';
import { Changes } from '../../src/simulator/data/changes.js';
import { type Change, ManualClock } from '../../src/simulator/index.js';
import { Caller } from './caller.js';

const START = Date.UTC(2026, 4, 4, 12);

describe('simulator: the feed of changes', () => {
  let caller: Caller;
  let clock: ManualClock;
  let project: number;
  beforeEach(async () => {
    clock = new ManualClock(START);
    caller = await Caller.start({ clock, projects: 2 });
    project = caller.project(0).id;
  });
  afterEach(() => caller.close());

  const punchItem = (name: string) => ({ punch_item: { name } });
  const short = ({ number, at, action, resource, id }: Change) => [number, at - START, action, resource, id];

  it('has what was written over HTTP and by the test, in order, with time and place', async () => {
    const { changes } = caller.simulator;
    assert.deepEqual([changes.last, changes.since()], [0, []]);
    const path = `/rest/v1.1/punch_items`;
    const query = `?project_id=${project}`;
    const { json } = await caller.send('POST', `${path}${query}`, {}, punchItem('Paint'));
    await clock.pass(1000);
    await caller.send('PATCH', `${path}/${json.id}${query}`, {}, punchItem('Paint it'));
    await clock.pass(1000);
    const rfis = caller.simulator.rows('rfis', project);
    const added = rfis.add({ subject: 'By hand' });
    rfis.change(Number(added.id), { subject: 'By the same hand' });
    await caller.send('DELETE', `${path}/${json.id}${query}`);
    await clock.pass(1000);
    caller.simulator.rows('punch_items', project).restore(json.id);
    rfis.move(Number(added.id), caller.project(1).id);
    assert.deepEqual(changes.since().map(short), [
      [1, 0, 'create', 'punch_items', json.id],
      [2, 1000, 'update', 'punch_items', json.id],
      [3, 2000, 'create', 'rfis', added.id],
      [4, 2000, 'update', 'rfis', added.id],
      [5, 2000, 'delete', 'punch_items', json.id],
      [6, 3000, 'restore', 'punch_items', json.id],
      [7, 3000, 'move', 'rfis', added.id],
    ]);
    const places = changes.since(5).map(({ companyId, projectId, fromProjectId }) => ({
      companyId,
      projectId,
      fromProjectId,
    }));
    const companyId = caller.company(0).id;
    assert.deepEqual(places, [
      { companyId, projectId: project, fromProjectId: undefined },
      { companyId, projectId: caller.project(1).id, fromProjectId: project },
    ]);
  });

  it('says who wrote: an app by its client id, a person without one', async () => {
    const path = `/rest/v1.1/punch_items?project_id=${project}`;
    await caller.send('POST', path, {}, punchItem('Paint'));
    const items = caller.simulator.rows('punch_items', project);
    const row = items.add();
    items.remove(Number(row.id), { userId: 77, clientId: 'another-app' });
    const account = (await caller.get('/rest/v1.0/me')).json;
    const [byApp, byPerson, byOther] = caller.simulator.changes.since().map(({ by }) => by);
    assert.deepEqual(byApp, { userId: account.id, clientId: caller.simulator.clientId });
    assert.equal(byPerson?.clientId, undefined);
    assert.notEqual(byPerson?.userId, account.id);
    assert.deepEqual(byOther, { userId: 77, clientId: 'another-app' });
  });

  it('has nothing of what was refused', async () => {
    const path = `/rest/v1.0/projects/${project}/rfis`;
    assert.equal((await caller.send('POST', path, {}, { rfi: {} })).status, 422);
    assert.equal((await caller.send('PATCH', `${path}/7`, {}, { rfi: {} })).status, 404);
    assert.equal((await caller.send('DELETE', `/rest/v1.1/punch_items/7?project_id=${project}`)).status, 404);
    assert.equal(caller.simulator.changes.last, 0);
  });

  it('tells of each change until it is told to stop, whatever others do with theirs', async () => {
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
    const heard: Change[] = [];
    const { changes } = caller.simulator;
    changes.subscribe(() => {
      throw new Error('this listener is broken');
    });
    const listener = (change: Change) => heard.push(change);
    const stop = changes.subscribe(listener);
    const stopOther = changes.subscribe(listener);
    const path = `/rest/v1.1/punch_items?project_id=${project}`;
    assert.equal((await caller.send('POST', path, {}, punchItem('One'))).status, 201);
    stopOther();
    caller.simulator.rows('rfis', project).add();
    stop();
    caller.simulator.rows('rfis', project).add();
    assert.deepEqual(
      heard.map(({ number }) => number),
      [1, 1, 2],
    );
    assert.equal(changes.since(1).length, 2);
    assert.match((await warned).message, /this listener is broken/);
  });

  it('keeps the last 100,000 at least, and says so where older ones are asked for', () => {
    const changes = new Changes();
    const change = {
      action: 'update',
      resource: 'rfis',
      id: 1,
      project: { id: 1, company: { id: 1 } },
      from: undefined,
      write: { now: START, by: { userId: 1, clientId: undefined } },
    } as const;
    for (let count = 0; count < 200_001; count++) changes.add(change);
    assert.equal(changes.last, 200_001);
    assert.equal(changes.since(100_001).length, 100_000);
    assert.equal(changes.since(200_000)[0]?.number, 200_001);
    assert.deepEqual(changes.since(200_001), []);
    assert.throws(() => changes.since(100_000), /up to 100001 are no longer kept/);
  });
});

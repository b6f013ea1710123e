import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { NodeAPI } from 'node-red';
import type { Door, Wish } from '../../nodes/procore-event/doors.js';
import { Doors } from '../../nodes/procore-event/doors.js';
import { eventKind } from '../../nodes/procore-event/kind.js';
import { register } from '../../nodes/shared/pipe/register.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { payloadBody, Sender } from '../../testing/events/deliver.js';
import {
  action,
  connectionTo,
  flow,
  helper,
  keyOf,
  type Message,
  type Properties,
  until,
} from '../support/flow.js';

const eventIn = (message: Message | undefined) => (message?.payload ?? {}) as Record<string, unknown>;

/** The doors of the node, which also tell where they are and what opens them. */
class TestDoors extends Doors {
  wish: Wish | undefined;
  door: Door | undefined;

  override async open(wish: Wish, signal: AbortSignal): Promise<Door> {
    this.wish = wish;
    this.door = await super.open(wish, signal);
    return this.door;
  }
}

describe('procore event', () => {
  let simulator: Simulator;
  let sender: Sender | undefined;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator();
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  afterEach(async () => {
    sender?.close();
    await helper.unload();
  });

  const freePort = () =>
    new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });

  /** A flow of one such node, with a port of its own. */
  const receiving = async (more: Properties = {}) => {
    const port = await freePort();
    let doors: TestDoors | undefined;
    const own = (RED: NodeAPI) => {
      doors = new TestDoors(RED);
      register(RED, { ...eventKind(doors), type: 'event-test' });
    };
    const connection = connectionTo(simulator, {
      receiverPort: String(port),
      publicUrl: `http://127.0.0.1:${port}/`,
    });
    const { seen, receive } = await flow(action('event-test', more), connection, keyOf(simulator), [], [own]);
    await until(() => doors?.door !== undefined);
    const opened = doors?.door ?? assert.fail();
    assert.equal(opened.url, `http://127.0.0.1:${port}/procore/events/action`);
    const sending = new Sender(opened.url, doors?.wish?.values[0] ?? '');
    sender = sending;
    const send = async (record: string, payload: object = {}) =>
      (await sending.deliver(payloadBody(record, payload))).status;
    return { seen, receive, send, doors };
  };

  it('makes a message of each event, with what is known of it', async () => {
    const { seen, send } = await receiving();
    assert.equal(await send('1', { id: '01JA', timestamp: '2026-03-02T06:00:00.1Z' }), 200);
    assert.equal(await send('2', { id: '01JB', reason: 'delete' }), 200);
    await until(() => seen.results.length === 2);
    const [first, second] = seen.results;
    const { raw, ...event } = eventIn(first);
    assert.deepEqual(event, {
      eventId: '01JA',
      resource: 'RFIs',
      action: 'update',
      resourceId: '1',
      companyId: '562949953421312',
      projectId: '7',
      userId: '9',
      at: '2026-03-02T06:00:00.1Z',
      source: 'delivery',
      redelivered: false,
    });
    assert.equal((raw as { id?: unknown }).id, '01JA');
    assert.deepEqual(first?.procore, {
      environment: 'custom',
      companyId: '562949953421312',
      projectId: '7',
      eventId: '01JA',
      redelivered: false,
    });
    assert.equal(eventIn(second).action, 'delete');
    assert.equal(first?.parts, undefined);
    assert.deepEqual(seen.caught, []);
    assert.equal(seen.statuses.at(-1)?.text, 'procore.status.unwatched');
  });

  it('drops the events that the flow does not want, and those of its own changes', async () => {
    const resources = [{ name: 'RFIs', actions: ['update'] }, { name: 'Submittals' }];
    const { seen, send } = await receiving({ resources, ignoreOwn: true });
    await send('1', { reason: 'create' });
    await send('2', { resource_type: 'Drawings' });
    await send('3', { metadata: { source_application_id: simulator.clientId } });
    await send('4', { resource_type: 'Submittals', reason: 'delete' });
    await send('5');
    await until(() => seen.results.length === 2);
    const records = seen.results.map(({ payload }) => (payload as { resourceId: string }).resourceId);
    assert.deepEqual(records.sort(), ['4', '5']);
  });

  it('joins the events of a record', async () => {
    const { seen, send, receive } = await receiving({ coalesce: '0.3' });
    // No other test has this record: the state stays.
    for (let n = 0; n < 20; n++) await send('joined', { id: `event ${n}` });
    await until(() => seen.results.length === 1);
    const [message] = seen.results;
    assert.equal(eventIn(message).eventId, 'event 19');
    assert.equal(message?.procore?.count, 20);
    // As it came: one message.
    receive({ replay: { resource: 'RFIs', resourceId: 'joined' } });
    await until(() => seen.results.length === 2 && seen.completed.length === 1);
    assert.equal((seen.completed[0] as { replayed?: unknown }).replayed, 1);
    assert.equal(seen.results[1]?.procore?.count, 20);
  });

  it('waits for ticks, in any order, and takes back what the flow returns', async () => {
    const { seen, send, receive } = await receiving({ confirm: 'tick', concurrency: '2', retries: '2' });
    for (const record of ['1', '2', '3']) await send(record, { id: record });
    await until(() => seen.results.length === 2);
    const [first, second] = seen.results;
    receive({ ...second, tick: true });
    await until(() => seen.results.length === 3);
    receive({ ...first, tick: false, error: { message: 'no such column' } });
    await until(() => seen.results.length === 4, 10_000);
    assert.deepEqual(
      seen.results.map(({ procore }) => [procore?.eventId, procore?.redelivered]),
      [
        ['1', false],
        ['2', false],
        ['3', false],
        ['1', true],
      ],
    );
    receive({ ...first, tick: false, error: { message: 'no such column' } });
    await until(() => seen.caught.length === 1);
    const [caught] = seen.caught;
    assert.match(String(caught?.error?.message), /event 1 \(RFIs 1\) failed too often.*no such column/);
    assert.deepEqual(seen.failures, []);
    // What is not confirmed would come again in the next flow with this node.
    receive({ tick: true });
    await until(() => seen.completed.length === 3);
  });

  it('sends dead letters out of the second output, and replays them', async () => {
    const { seen, send, receive } = await receiving({
      confirm: 'tick',
      retries: '1',
      onError: 'output',
      outputs: 2,
    });
    await send('1', { id: 'bad' });
    await until(() => seen.results.length === 1);
    receive({ tick: false });
    await until(() => seen.failures.length === 1);
    const [dead] = seen.failures;
    assert.equal(eventIn(dead).eventId, 'bad');
    assert.match(String(dead?.error?.message), /The flow gave it back/);
    receive({ replay: { dead: true } });
    await until(() => seen.results.length === 2);
    assert.equal(seen.results[1]?.procore?.redelivered, true);
    receive({ replay: { what: 1 } });
    await until(() => seen.caught.length === 1);
    assert.equal(seen.caught[0]?.error?.code, 'PROCORE_CONFIG');
  });

  it('gives back what the flow does not confirm in time', async () => {
    const { seen, send, receive } = await receiving({
      confirm: 'tick',
      deadline: '0.1',
      retries: '1',
      onError: 'output',
    });
    await send('1');
    await until(() => seen.failures.length === 1);
    assert.match(String(seen.failures[0]?.error?.message), /did not confirm it within 0.1 s/);
    receive({ tick: true });
    await until(() => seen.completed.length === 1);
    assert.deepEqual(seen.caught, []);
  });

  it('puts its secret into no message and no status', async () => {
    const { seen, send, doors } = await receiving();
    await send('1');
    await until(() => seen.results.length === 1);
    const secret = doors?.wish?.values[0] ?? assert.fail();
    assert.equal(Buffer.from(secret, 'base64url').length, 32);
    assert.ok(!JSON.stringify(seen).includes(secret));
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewEvent } from '../../src/events/event.js';
import type { InboxItem } from '../../src/events/inbox.js';
import { type Listener, openListener } from '../../src/events/listener.js';
import { digestOf, MOST_BYTES } from '../../src/events/receiver.js';
import { systemRuntime } from '../../src/runtime.js';
import { fileState, type State } from '../../src/state/state.js';
import { until } from '../support/flow.js';
import { fourthPayload } from './stage.js';

const OLD = 'Bearer old-value';
const NEW = 'Bearer new-value';

describe('the receiver of events, in its thread', () => {
  let folder: string;
  let state: State;
  let listener: Listener;
  let url: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'receiver-'));
    state = fileState(join(folder, 'state.db'), systemRuntime());
    const place = { port: 0, host: '127.0.0.1', path: state.path, queue: state.queue };
    listener = openListener(place, systemRuntime());
    const digests = [digestOf(OLD), digestOf(NEW)];
    await listener.open({ node: 'node', inbox: 'inbox', digests, place: 'header' });
    await listener.open({ node: 'in-path', inbox: 'inbox', digests: [digestOf('s3cret')], place: 'path' });
    url = `http://127.0.0.1:${await listener.listening}/procore/events/node`;
  });
  after(async () => {
    await listener.close();
    await state.close();
    rmSync(folder, { recursive: true });
  });

  const post = async (body: string | Buffer, authorization = NEW, to = url, init: RequestInit = {}) => {
    const headers = { 'content-type': 'application/json', authorization };
    const response = await fetch(to, {
      method: 'POST',
      headers,
      body: new Blob([new Uint8Array(Buffer.from(body))]),
      ...init,
    });
    await response.text();
    return response.status;
  };
  const waiting = async () => (await state.queue.counts('inbox')).waiting;
  const send = (payload: object, authorization?: string) => post(JSON.stringify(payload), authorization);
  /** The events that wait, which are then gone. */
  const emptied = async (): Promise<NewEvent[]> => {
    const count = await waiting();
    const events: NewEvent[] = [];
    const serving = state.queue.serve(
      'inbox',
      async ({ data }) => void events.push((data as InboxItem).event),
      { atOnce: 100 },
    );
    await until(() => events.length === count);
    await serving.close();
    return events;
  };

  it('stores an event of each version before it answers, with exact ids', async () => {
    const metadata = { source_application_id: 'app', source_user_id: null };
    const second =
      '{"id":5982324300946918154,"ulid":"01JC2","timestamp":"2026-03-02T06:00:00.000001Z",' +
      `"metadata":${JSON.stringify(metadata)},"user_id":9007199254740993,"company_id":1,"project_id":null,` +
      '"api_version":"v2","event_type":"CREATED","resource_name":"Submittals","resource_id":5982324300946918155}';
    assert.equal(await post(second), 200);
    assert.equal(await waiting(), 1);
    const { ulid: _, ...old } = JSON.parse(second.replaceAll('5982324300946918154', '"5982324300946918154"'));
    assert.equal(
      await send({ ...old, related_resources: [{ id: 1, name: 'Projects' }], resource_id: 7 }),
      200,
    );
    assert.equal(
      await send(fourthPayload('01JC4', { reason: 'Completed', project_id: undefined }), OLD),
      200,
    );
    const events = (await emptied()).map(({ raw: _r, source: _s, at: _a, ...told }) => told);
    assert.deepEqual(
      new Map(events.map((event) => [event.eventId, event])),
      new Map<string, object>([
        [
          '01JC2',
          {
            eventId: '01JC2',
            resource: 'Submittals',
            action: 'create',
            resourceId: '5982324300946918155',
            companyId: '1',
            userId: '9007199254740993',
          },
        ],
        [
          '5982324300946918154',
          {
            eventId: '5982324300946918154',
            resource: 'Submittals',
            action: 'create',
            resourceId: '7',
            companyId: '1',
            userId: '9007199254740992',
          },
        ],
        [
          '01JC4',
          {
            eventId: '01JC4',
            resource: 'RFIs',
            action: 'update',
            resourceId: '1',
            companyId: '562949953421312',
            userId: '9',
          },
        ],
      ]),
    );
  });

  it('refuses whoever does not know the secret, whatever is sent, and reads nothing of it', async () => {
    const body = JSON.stringify(fourthPayload('intruder'));
    for (const wrong of ['', 'Bearer', `${NEW} `.repeat(2), NEW.toLowerCase(), digestOf(NEW)])
      assert.equal(await post(body, wrong), 401);
    assert.equal(await post(body, NEW, url.replace('/node', '/nobody')), 404);
    const inPath = url.replace('/node', '/in-path');
    assert.equal(await post(body, NEW, inPath), 401);
    assert.equal(await post(body, 's3cret', inPath), 401);
    assert.equal(await post(body, NEW, `${inPath}/s3cre`), 401);
    const get = await fetch(url, { headers: { authorization: NEW } });
    assert.equal(get.status, 405);
    assert.equal(await waiting(), 0);
    assert.equal(await post(body, '', `${inPath}/s3cret`), 200);
    assert.equal((await emptied()).length, 1);
  });

  it('refuses what is no event, too deep or too large', async () => {
    const whole = JSON.stringify(fourthPayload('x'));
    const deep = `{"a":${'['.repeat(100_000)}`;
    const bodies: ReadonlyArray<string | Buffer> = [
      '',
      '{',
      'null',
      '[]',
      '{}',
      '"text"',
      deep,
      whole.slice(0, -1),
      Buffer.from([0xff, 0xfe, 0x7b]),
      JSON.stringify(fourthPayload('x', { timestamp: 'yesterday' })),
      JSON.stringify(fourthPayload('x', { company_id: null })),
      JSON.stringify(fourthPayload('x'.repeat(1_000))),
      JSON.stringify(fourthPayload('x', { resource_id: 1e300 })),
    ];
    for (const body of bodies) assert.equal(await post(body), 400, String(body).slice(0, 60));
    const large = JSON.stringify(fourthPayload('x', { data: 'x'.repeat(MOST_BYTES) }));
    assert.equal(await post(large), 413);
    const chunks = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 10; n++) controller.enqueue(Buffer.alloc(MOST_BYTES / 8, 'x'));
        controller.close();
      },
    });
    assert.equal(await post('', NEW, url, { body: chunks, duplex: 'half' } as RequestInit), 413);
    assert.equal(await waiting(), 0);
  });

  it('survives senders that break off, and senders that never end', async () => {
    const port = await listener.listening;
    for (const text of [
      'POST /procore/events/node HTTP/1.1\r\nHost: x\r\n',
      `POST /procore/events/node HTTP/1.1\r\nHost: x\r\nAuthorization: ${NEW}\r\nContent-Length: 50\r\n\r\n{"id"`,
      'nonsense\r\n\r\n',
      'POST /procore/events/node HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.write(text, resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.destroy();
    }
    assert.equal(await send(fourthPayload('after')), 200);
    assert.equal((await emptied()).length, 1);
  });

  it('answers while the main thread is blocked', async () => {
    const { blockedDeliveries } = await import('../../testing/events/blocked.js');
    const { late, answered } = await blockedDeliveries({
      url,
      authorization: NEW,
      blockMs: 1_500,
      blocks: 1,
      perSecond: 20,
    });
    assert.ok(answered >= 20, `${answered} were answered`);
    assert.equal(late, 0);
    assert.ok((await emptied()).length >= 20);
  });

  it('neither ends nor stores anything that no sender with the secret sent, whatever arrives', async function () {
    this.timeout(60_000);
    const { mutatedRequests } = await import('../../testing/events/mutated.js');
    const { sent, wrong } = await mutatedRequests({ url, authorization: NEW, runs: 400, seed: 1 });
    assert.ok(sent >= 400);
    assert.deepEqual(wrong, []);
    for (const { raw } of await emptied()) assert.notEqual((raw as { intruder?: unknown }).intruder, true);
    assert.ok(listener.isAlive);
    assert.equal(await send(fourthPayload('last')), 200);
    await emptied();
  });

  it('says so if its port is in use', async () => {
    const port = await listener.listening;
    const second = openListener(
      { port, host: '127.0.0.1', path: state.path, queue: state.queue },
      systemRuntime(),
    );
    await assert.rejects(second.listening, { code: 'PROCORE_NETWORK' });
    assert.equal((await second.failure).code, 'PROCORE_NETWORK');
    assert.equal(second.isAlive, false);
    await second.close();
  });
});

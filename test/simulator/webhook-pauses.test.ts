import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { until } from '../support/until.js';
import { DeliveryStage, HOUR } from './delivery-stage.js';

describe('simulator: deliveries that fail', () => {
  let stage: DeliveryStage;
  beforeEach(async () => {
    stage = await DeliveryStage.begin();
  });
  afterEach(() => stage.close());

  it('sends again at once what a receiver that closes idle connections has not read', async () => {
    await stage.start();
    const odd = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n');
        socket.once('data', () => socket.resetAndDestroy());
      });
    });
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    const { port } = odd.address() as AddressInfo;
    const path = await stage.hook(stage.project, [['RFIs', 'create']], {
      destination_url: `http://127.0.0.1:${port}/`,
    });
    for (let count = 0; count < 3; count++) stage.rfis().add();
    await stage.settled();
    assert.deepEqual(await stage.statuses(path), ['delivered', 'delivered', 'delivered']);
    await stage.caller.close();
    await new Promise((resolve) => odd.close(resolve));
  });

  it('pauses all deliveries after a failure, tries again after 1 s and 2 s, and keeps the order', async () => {
    await stage.start();
    const path = await stage.hook(stage.project, [['RFIs', 'create']]);
    stage.answer = () => (stage.receiver.requests.length > 2 ? 204 : 503);
    const added = [stage.rfis().add(), stage.rfis().add(), stage.rfis().add()].map(({ id }) => String(id));
    await stage.settled();
    assert.equal(stage.receiver.requests.length, 1);
    assert.deepEqual(await stage.statuses(path), ['retrying', 'enqueued', 'enqueued']);
    await stage.pass(999);
    assert.equal(stage.receiver.requests.length, 1);
    await stage.pass(1);
    assert.equal(stage.receiver.requests.length, 2);
    await stage.pass(1999);
    assert.equal(stage.receiver.requests.length, 2);
    await stage.pass(1);
    assert.deepEqual(stage.resources(), [added[0], added[0], ...added]);
    assert.deepEqual(await stage.statuses(path), ['delivered', 'delivered', 'delivered']);
    const [{ delivery_attempts: attempts }] = await stage.log(path);
    assert.deepEqual(
      attempts.map((each: { response_status: number; response_body: string }) => [
        each.response_status,
        each.response_body,
      ]),
      [
        [503, 'Out of order'],
        [503, 'Out of order'],
        [204, ''],
      ],
    );
  });

  it('takes an answer that does not come in 5 s, a redirect and a refused connection for failures', async () => {
    await stage.start();
    const path = await stage.hook(stage.project, [['RFIs', 'create']]);
    stage.answer = () => undefined;
    stage.rfis().add();
    await until(() => stage.receiver.requests.length === 1);
    await stage.clock.pass(4999);
    assert.deepEqual(await stage.statuses(path), ['enqueued']);
    await stage.clock.pass(1);
    await stage.settled();
    const [slow] = await stage.log(path);
    assert.deepEqual([slow.status, slow.delivery_attempts[0].response_status], ['retrying', null]);
    stage.answer = () => 302;
    await stage.pass(1000);
    const [moved] = await stage.log(path);
    assert.deepEqual([moved.status, moved.delivery_attempts[1].response_status], ['retrying', 302]);
    await stage.receiver.close();
    await stage.pass(2000);
    const [refused] = await stage.log(path);
    assert.match(refused.delivery_attempts[2].response_body, /ECONNREFUSED|ECONNRESET|closed/);
  });

  it('survives whatever a receiver answers, and keeps only the begin of it', async () => {
    await stage.start();
    const sent: Array<(socket: Socket) => void> = [
      (socket) => socket.end('Not HTTP at all\r\n\r\n'),
      (socket) => socket.destroy(),
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut off'),
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`),
      (socket) => endless(socket, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '5\r\nhello\r\n'),
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${'y'.repeat(300_000)}`),
    ];
    const expected = [false, false, false, false, false, true];
    const open = new Set<Socket>();
    const odd = createServer((socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => sent.shift()?.(socket));
    });
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    const { port } = odd.address() as AddressInfo;
    const path = await stage.hook(stage.project, [['RFIs', 'create']], {
      destination_url: `http://127.0.0.1:${port}/`,
    });
    stage.rfis().add();
    const attempts = async () => (await stage.log(path))[0]?.delivery_attempts ?? [];
    for (let made = 1; made <= expected.length; made++) {
      const isEndless = made === 5;
      if (isEndless) await until(() => sent.length === 1);
      if (isEndless) await stage.clock.pass(5000);
      await stage.settled();
      assert.equal((await attempts()).length, made);
      // The next one begins, and is not waited for here: the endless one never ends by itself.
      if (made < expected.length) await stage.clock.pass(1000 * 2 ** (made - 1));
    }
    assert.deepEqual(
      (await attempts()).map((each: { success: boolean }) => each.success),
      expected,
    );
    assert.equal((await attempts()).at(-1).response_body, 'y'.repeat(1000));
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => odd.close(resolve));
  });

  it('counts a header that HTTP cannot carry as a failure', async () => {
    await stage.start();
    const path = await stage.hook(stage.project, [['RFIs', 'create']], {
      destination_headers: { Authorization: 'Bearer a\r\nX-Other: b' },
    });
    stage.rfis().add();
    await stage.settled();
    const [delivery] = await stage.log(path);
    assert.deepEqual([delivery.status, stage.receiver.requests.length], ['retrying', 0]);
    assert.match(delivery.delivery_attempts[0].response_body, /Invalid character/);
  });

  it('discards what waited through an outage of 12 hours, and begins afresh with the next event', async () => {
    await stage.start();
    const path = await stage.hook(stage.project, [['RFIs', 'create']]);
    stage.answer = () => 500;
    stage.rfis().add();
    await stage.settled();
    await stage.pass(11 * HOUR);
    stage.rfis().add();
    await stage.settled();
    assert.deepEqual(await stage.statuses(path), ['retrying', 'enqueued']);
    const tries = stage.receiver.requests.map(({ body }) => JSON.parse(body).id);
    assert.equal(new Set(tries).size, 1);
    // 1 s doubled up to an hour, and then one each hour.
    assert.ok(tries.length >= 20 && tries.length <= 24, String(tries.length));
    await stage.pass(HOUR);
    assert.deepEqual(await stage.statuses(path), ['discarded', 'discarded']);
    stage.answer = () => 200;
    const { id } = stage.rfis().add();
    await stage.settled();
    assert.equal(stage.bodies().at(-1).resource_id, String(id));
    assert.deepEqual(await stage.statuses(path), ['discarded', 'discarded', 'delivered']);
    const filtered = await stage.log(path, '&filter[status]=succeeded&filter[start]=2026-05-05');
    assert.deepEqual(
      filtered.map((each: { status: string }) => each.status),
      ['delivered'],
    );
    assert.deepEqual(await stage.log(path, '&filter[end]=2026-05-03'), []);
    assert.equal((await stage.log(path, '&filter[event_type]=update')).length, 0);
  });

  it('goes on where an endpoint recovers, with what had waited', async () => {
    await stage.start();
    const path = await stage.hook(stage.project, [['RFIs', 'create']]);
    stage.answer = () => 500;
    const added = Array.from({ length: 50 }, () => String(stage.rfis().add().id));
    await stage.settled();
    await stage.pass(3 * HOUR);
    stage.answer = () => 200;
    stage.receiver.requests.length = 0;
    await stage.pass(HOUR);
    assert.deepEqual(stage.resources(), added);
    assert.deepEqual(new Set(await stage.statuses(path)), new Set(['delivered']));
  });

  it('ends what is being sent when it closes', async () => {
    await stage.start();
    await stage.hook(stage.project, [['RFIs', 'create']]);
    stage.answer = () => undefined;
    stage.rfis().add();
    await until(() => stage.receiver.requests.length === 1);
    await stage.caller.close();
    await until(async () => (await stage.receiver.sockets()) === 0);
    assert.equal(stage.clock.waiting, 0);
  });
});

/** Sends the same again and again, until the other side hangs up. */
function endless(socket: Socket, head: string, chunk: string): void {
  socket.write(head);
  const timer = setInterval(() => socket.write(chunk), 2);
  socket.once('close', () => clearInterval(timer));
}

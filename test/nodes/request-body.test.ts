import assert from 'node:assert/strict';
import { builtInOperations } from '../../src/catalogue/load.js';
import { declaredType } from '../../src/transport/body-form.js';
import { helper, type Message, only } from '../support/flow.js';
import { json } from '../support/http-server.js';
import { RequestStage } from './request-stage.js';

describe('the body of a request, as its content type says', () => {
  let stage: RequestStage;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    stage = await RequestStage.start();
  });
  afterEach(async () => {
    await helper.unload();
    await stage.close();
  });

  const typed = (contentType: string, more: object = {}) => ({
    method: 'POST',
    headers: JSON.stringify({ 'Content-Type': contentType }),
    headersType: 'json',
    ...more,
  });
  const sent = async (properties: object, msg: Message) => {
    const { requests, error } = await stage.send({ method: 'POST', ...properties }, msg);
    assert.equal(error, undefined);
    const { body, headers } = requests.at(-1) ?? assert.fail('nothing was sent');
    return { body, type: headers['content-type'] ?? '' };
  };
  const refused = async (properties: object, msg: Message, words: RegExp) => {
    const { requests, error } = await stage.send({ method: 'POST', ...properties }, msg);
    assert.equal(error?.code, 'PROCORE_CONFIG');
    assert.match(error?.message ?? '', words);
    assert.equal(requests.length, 0);
  };
  /** The parts of a form as its server reads them. */
  const partsOf = async ({ body, type }: { body: string; type: string }) => {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    const parts: Array<[string, unknown]> = [];
    for (const [name, value] of form) {
      parts.push([
        name,
        typeof value === 'string' ? value : { name: value.name, type: value.type, text: await value.text() },
      ]);
    }
    return parts;
  };

  const withFile = {
    rfi: { subject: 'Beam', assignee_ids: [1, 2], due: null },
    attachments: [{ value: Buffer.from('%PDF'), filename: 'plan "A".pdf', contentType: 'application/pdf' }],
    photo: Buffer.from('jpg'),
  };
  const parts = [
    ['rfi[subject]', 'Beam'],
    ['rfi[assignee_ids][]', '1'],
    ['rfi[assignee_ids][]', '2'],
    ['rfi[due]', ''],
    ['attachments[]', { name: 'plan "A".pdf', type: 'application/pdf', text: '%PDF' }],
    ['photo', { name: 'file', type: 'application/octet-stream', text: 'jpg' }],
  ];

  it('multipart/form-data: fields and files', async () => {
    const request = await sent(typed('multipart/form-data'), { payload: withFile });
    assert.match(request.type, /^multipart\/form-data; boundary=/);
    assert.deepEqual(await partsOf(request), parts);
  });

  it('multipart/form-data by itself, where the operation declares it and the body holds a file', async () => {
    const path = '/rest/v1.0/projects/{project_id}/rfis';
    const request = await sent({ path }, { payload: withFile, params: { project_id: 1 } });
    assert.deepEqual(await partsOf(request), parts);
    await helper.unload();
    const plain = await sent({ path }, { payload: { rfi: { subject: 'x' } }, params: { project_id: 1 } });
    assert.deepEqual(plain, { body: '{"rfi":{"subject":"x"}}', type: 'application/json' });
  });

  it('multipart/form-data is sent whole again after a 503', async () => {
    await stage.close();
    let calls = 0;
    stage = await RequestStage.start((_request, response) =>
      ++calls === 1 ? json(response, 503, {}, { 'retry-after': '1' }) : json(response, 200, {}),
    );
    const { requests } = await stage.send(typed('multipart/form-data'), { payload: withFile });
    assert.equal(requests.length, 2);
    assert.equal(requests[0]?.body, requests[1]?.body);
  });

  it('application/x-www-form-urlencoded', async () => {
    const type = 'application/x-www-form-urlencoded';
    assert.deepEqual(await sent(typed(type), { payload: { a: { b: 'c d' }, list: [1, 2] } }), {
      body: 'a%5Bb%5D=c+d&list%5B%5D=1&list%5B%5D=2',
      type,
    });
    await helper.unload();
    assert.equal((await sent(typed(type), { payload: 'a=1&b=2' })).body, 'a=1&b=2');
  });

  it('no promise is waited for that a payload only looks like', async () => {
    // biome-ignore lint/suspicious/noThenProperty: that is what it looks like.
    const thenable = Object.assign(() => undefined, { then: () => undefined });
    await refused({}, { payload: thenable }, /msg\.payload is a function/);
  });

  it('JSON of objects that write something else in their place', async () => {
    class Money {
      constructor(readonly cents: number) {}
      toJSON() {
        return this.cents % 2 === 0 ? (this.cents / 100).toFixed(2) : this;
      }
    }
    const payload = { on: new Date(0), even: new Money(250), odd: [new Money(3)] };
    const { body } = await sent({}, { payload });
    assert.equal(body, '{"on":"1970-01-01T00:00:00.000Z","even":"2.50","odd":[{"cents":3}]}');
  });

  it('text', async () => {
    const { body, type } = await sent(typed('text/csv'), { payload: 'a,b\n1,2' });
    assert.deepEqual([body, type], ['a,b\n1,2', 'text/csv']);
  });

  it('bytes of any other type', async () => {
    const { body, type } = await sent(typed('application/pdf'), { payload: Buffer.from('%PDF') });
    assert.deepEqual([body, type], ['%PDF', 'application/pdf']);
  });

  it('merge-patch, for the six operations that declare it', async () => {
    const path = '/rest/v2.0/companies/1/estimating/bid_board_projects/2/tasks/3';
    const { body, type } = await sent({ method: 'PATCH', path }, { payload: { completed: true } });
    assert.deepEqual([body, type], ['{"completed":true}', 'application/merge-patch+json']);
  });

  it('is known for exactly the operations of the catalogue that declare merge-patch', async () => {
    const operations = (await builtInOperations()).filter(({ body }) => body);
    const isMerged = ({ method, path }: { method: string; path: string }) =>
      declaredType(method, path) === 'application/merge-patch+json';
    assert.deepEqual(
      operations.filter(isMerged).map(({ id }) => id),
      operations
        .filter(({ body }) => body?.contentType === 'application/merge-patch+json')
        .map(({ id }) => id),
    );
    assert.equal(operations.filter(isMerged).length, 6);
  });

  const faults: Array<[string, object, unknown, RegExp]> = [
    [
      'a buffer inside JSON',
      {},
      { photo: { data: Buffer.from('jpg') } },
      /body\.photo\.data is a buffer of 3 bytes.*multipart/,
    ],
    [
      'NaN inside JSON, which would empty the field',
      {},
      { rfi: { cost: Number.NaN } },
      /body\.rfi\.cost is NaN/,
    ],
    ['a number beyond 2^53 inside JSON', {}, { ids: [2 ** 60] }, /body\.ids\[0\] is a number beyond/],
    [
      'NaN that an object writes in its place',
      {},
      { a: { toJSON: () => ({ b: [Number.NaN] }) } },
      /body\.a\.b\[0\] is NaN/,
    ],
    [
      'bytes that an object writes in its place',
      {},
      { a: { toJSON: () => Buffer.from('jpg') } },
      /body\.a is a buffer of 3 bytes/,
    ],
    ['a Map inside JSON', {}, { a: new Map() }, /body\.a is a Map/],
    ['a date that does not exist', {}, { a: new Date(Number.NaN) }, /body\.a is a date that does not exist/],
    [
      'a buffer in a form without files',
      typed('application/x-www-form-urlencoded'),
      { a: Buffer.from('x') },
      /field a is a buffer/,
    ],
    [
      'an object as text',
      typed('text/plain'),
      { a: 1 },
      /body is an object with 1 property, but text\/plain/,
    ],
    ['an object as bytes', typed('application/pdf'), { a: 1 }, /cannot be written as application\/pdf/],
    ['an empty list in a form', typed('multipart/form-data'), { a: [] }, /field a is an empty list/],
    ['a list as a form', typed('multipart/form-data'), [1], /a form has names and values/],
  ];
  for (const [what, properties, payload, words] of faults) {
    it(`refuses ${what}`, () => refused(properties, { payload }, words));
  }

  it('shows in a dry run what would be sent', async () => {
    const { seen } = await stage.send(typed('multipart/form-data', { dryRun: true }), { payload: withFile });
    const request = only(seen.results).payload as { body: unknown[]; headers: Record<string, string> };
    assert.equal(request.headers['content-type'], 'multipart/form-data');
    assert.deepEqual(request.body[0], { name: 'rfi[subject]', value: 'Beam' });
    assert.deepEqual(request.body[4], {
      name: 'attachments[]',
      filename: 'plan "A".pdf',
      contentType: 'application/pdf',
      bytes: 4,
    });
    await helper.unload();
    const type = 'application/x-www-form-urlencoded';
    const form = await stage.send(typed(type, { dryRun: true }), { payload: { a: { b: 1 } } });
    assert.equal((only(form.seen.results).payload as { body: unknown }).body, 'a%5Bb%5D=1');
  });
});

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { datesFrom, systemCalendar } from '../../src/catalogue/calendar.js';
import { helper, type Message } from '../support/flow.js';
import { RequestStage, text } from './request-stage.js';

const RFIS = '/rest/v1.0/projects/5/rfis';
const FORM = '{"Content-Type":"multipart/form-data"}';

describe('a body that was entered as a form', () => {
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

  const send = async (properties: object, msg: Message = {}) => {
    const { requests, error } = await stage.send({ method: 'POST', path: RFIS, ...properties }, msg);
    const { body } = requests.at(-1) ?? {};
    return { error, body: body === undefined ? undefined : JSON.parse(body) };
  };
  const row = (name: string, value: string, type = 'msg') => ({ name, value, type });

  it('is JSON with the values of its rows', async () => {
    const { body, error } = await send(
      {
        body: '{"rfi":{"subject":"Beam","assignee_ids":[1,null]}}',
        bodyRows: [
          row('rfi.question.body', 'payload.text'),
          row('rfi.assignee_ids[1]', 'payload.id'),
          row('rfi.rfi_manager_id', '562949953443325000', 'num'),
          row('rfi.number', '7', 'num'),
          row('rfi.draft', 'true', 'bool'),
          row('rfi.custom_field_1', '$uppercase(payload.text)', 'jsonata'),
        ],
      },
      { payload: { text: 'why', id: 9 } },
    );
    assert.equal(error, undefined);
    assert.deepEqual(body, {
      rfi: {
        subject: 'Beam',
        assignee_ids: [1, 9],
        question: { body: 'why' },
        rfi_manager_id: '562949953443325000',
        number: 7,
        draft: true,
        custom_field_1: 'WHY',
      },
    });
  });

  it('has dates in words as the days that they mean when it is sent', async () => {
    const days = () => ['today', 'in 7 days'].map((words) => datesFrom(words, 'day', 'x', systemCalendar()));
    const before = days();
    const { body, error } = await send({
      body: '{"rfi":{"subject":"x"}}',
      bodyRows: [row('rfi.initiated_at', 'today', 'day'), row('rfi.due_date', 'in 7 days', 'day')],
    });
    assert.equal(error, undefined);
    const sent = [body.rfi.initiated_at, body.rfi.due_date];
    // Midnight may pass meanwhile.
    assert.ok(
      [before, days()].some((each) => isDeepStrictEqual(each, sent)),
      JSON.stringify(sent),
    );
  });

  it('leaves out what a row does not find, and keeps null', async () => {
    const rows = ['a', 'due_date', 'assignee_ids[0]', 'assignee_ids[1]', 'assignee_ids[2]'];
    const found = [undefined, null, undefined, 2, undefined];
    const { body } = await send(
      {
        body: '{"rfi":{"subject":"x"}}',
        bodyRows: rows.map((name, index) => row(`rfi.${name}`, `payload[${index}]`)),
      },
      { payload: found },
    );
    assert.deepEqual(body, { rfi: { subject: 'x', due_date: null, assignee_ids: [2] } });
  });

  it('may consist of rows alone', async () => {
    const bodyRows = [row('rfi.subject', 'topic')];
    assert.deepEqual((await send({ bodyRows }, { topic: 'Beam' })).body, { rfi: { subject: 'Beam' } });
    await helper.unload();
    const skeleton = { body: '{"rfi":{}}', bodyRows };
    assert.deepEqual((await send(skeleton, { topic: 'Beam' })).body, { rfi: { subject: 'Beam' } });
  });

  for (const body of ['', '{}', '{"rfi": {}}']) {
    it(`gives way to the payload if nothing was entered: ${JSON.stringify(body)}`, async () => {
      const payload = { rfi: { subject: 'of the payload' } };
      assert.deepEqual((await send({ body }, { payload })).body, payload);
    });
  }

  it('gives way to the payload as an older version primed it, with nulls and lists', async () => {
    const path = '/rest/v1.0/vendors/sync';
    const payload = { updates: [{ id: 1 }] };
    const { body } = await send(
      { method: 'PATCH', path, body: '{"company_id":null,"updates":[]}' },
      { payload },
    );
    assert.deepEqual(body, payload);
  });

  it('wins over the payload as soon as something was entered', async () => {
    const payload = { rfi: { subject: 'of the payload' } };
    const { body } = await send({ body: '{"rfi":{"subject":"own"}}' }, { payload });
    assert.deepEqual(body, { rfi: { subject: 'own' } });
  });

  for (const [what, properties, words] of [
    ['a place that is none', { bodyRows: [text('rfi..x', 'x')] }, /"rfi\.\.x" is no place/],
    ['a place inside a text', { body: '{"rfi":"x"}', bodyRows: [text('rfi.a', 'x')] }, /no place rfi\.a/],
    ['JSON that is none', { bodyRows: [row('rfi.a', '{', 'json')] }, /"rfi\.a" is not valid JSON/],
    ['a type that is none', { bodyRows: [row('rfi.a', 'x', 'wrong')] }, /rfi\.a.*"wrong"/],
    ['a date that is none', { body: '{"rfi":{"due_date":"soon"}}' }, /rfi\.due_date .* is "soon"/],
  ] as const) {
    it(`refuses ${what}, and sends nothing`, async () => {
      const { error, body } = await send(properties);
      assert.equal(error?.code, 'PROCORE_CONFIG');
      assert.match(error?.message ?? '', words);
      assert.equal(body, undefined);
    });
  }

  it('is checked if it comes from the message, too', async () => {
    const { error, body } = await send({}, { payload: { rfi: { due_date: '2026-02-30' } } });
    assert.match(error?.message ?? '', /rfi\.due_date of the body must be a date, but is "2026-02-30"/);
    assert.equal(body, undefined);
  });

  const due = '2026-06-01T17:00:00.000Z';
  for (const [what, properties, msg] of [
    ['an object of the message', {}, { payload: { rfi: { due_date: '6/1/2026' } } }],
    ['JSON of the message', {}, { payload: '{"rfi":{"due_date":"6/1/2026"}}' }],
    ['JSON of the node', { body: '{"rfi":{"due_date":"6/1/2026"}}' }, {}],
    ['a row', { body: '{"rfi":{}}', bodyRows: [row('rfi.due_date', 'payload')] }, { payload: '6/1/2026' }],
    ['a text', { body: '{"rfi":{}}', bodyRows: [text('rfi.due_date', 'next June 5')] }, {}],
    ['a form', { headers: FORM, headersType: 'json' }, { payload: { rfi: { due_date: '6/1/2026' } } }],
  ] as const) {
    it(`is not sent with a date in ${what} that Procore would store as null`, async () => {
      const { requests, error } = await stage.send({ method: 'POST', path: RFIS, ...properties }, msg);
      assert.equal(error?.code, 'PROCORE_CONFIG');
      assert.match(error?.message ?? '', /rfi\.due_date of the body must be a date.*2026-01-31T08:00:00Z/);
      assert.equal(requests.filter(({ method }) => method === 'POST').length, 0);
    });
  }

  it('is sent with a date object as ISO 8601', async () => {
    const { body, error } = await send({}, { payload: { rfi: { due_date: new Date(due) } } });
    assert.equal(error, undefined);
    assert.deepEqual(body, { rfi: { due_date: due } });
  });

  it('is sent with keys that the reference does not have, which are told once per deploy', async () => {
    const { receive, settled } = await stage.flow({ method: 'POST', path: RFIS });
    const warnings: number[] = [];
    const bodies = [
      { sbject: 'y' },
      { subject: 'x', sbject: 'y', custom_field_5: 1 },
      { other: 'y', sbject: 'y' },
    ];
    for (const [index, rfi] of bodies.entries()) {
      receive({ payload: { rfi } });
      await settled(index + 1);
      const log = JSON.stringify(helper.log().args.flat());
      warnings.push(log.match(/procore\.warning\.unknownKeys/g)?.length ?? 0);
    }
    assert.deepEqual(warnings, [1, 1, 2]);
    assert.equal(stage.server.requests.filter(({ path }) => path === RFIS).length, 3);
  });
});

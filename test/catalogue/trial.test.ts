import assert from 'node:assert/strict';
import { type DraftRequest, planOf, unknownIn } from '../../src/catalogue/trial.js';
import type { ProcoreError } from '../../src/errors.js';

const NOTHING = { value: '', type: 'json' };

const draft = (more: Partial<DraftRequest>): DraftRequest => ({
  method: 'GET',
  path: '/rest/v1.0/projects/{project_id}/rfis',
  params: [],
  company: { value: '', type: 'connection' },
  query: NOTHING,
  headers: NOTHING,
  body: NOTHING,
  ...more,
});

const places = (request: DraftRequest) => unknownIn(request).map(({ key, from }) => [key, from]);

describe('trial of a request', () => {
  it('names what only a message, the context or the environment holds', () => {
    const request = draft({
      company: { value: 'companyId', type: 'flow' },
      params: [
        { name: 'project_id', value: 'payload.id', type: 'msg' },
        { name: 'search', value: 'a ${WORD}', type: 'str' },
        { name: 'sort', value: 'name', type: 'str' },
        { name: 'since', value: 'SINCE', type: 'env' },
        { name: 'empty', value: '', type: 'msg' },
      ],
      query: { value: '$lookup(x)', type: 'jsonata' },
    });
    assert.deepEqual(places(request), [
      ['company', 'flow.companyId'],
      ['param:project_id', 'msg.payload.id'],
      ['param:search', 'a ${WORD}'],
      ['param:since', '${SINCE}'],
      ['query', '$lookup(x)'],
    ]);
    const required = unknownIn(request).filter((unknown) => unknown.required);
    assert.deepEqual(
      required.map(({ name }) => name),
      ['company', 'project_id'],
    );
  });

  it('knows what the node reads from the message where a field is empty', () => {
    assert.deepEqual(places(draft({})), [['param:project_id', 'msg.params.project_id']]);
    assert.deepEqual(places(draft({ path: '/rest/v2.0/companies/{company_id}/x' })), []);
    assert.deepEqual(places(draft({ method: 'POST', path: '/rest/v1.0/x' })), [['body', 'msg.payload']]);
    assert.deepEqual(places(draft({ path: '/rest/v1.0/${VERSION}/x' })), [
      ['path', '/rest/v1.0/${VERSION}/x'],
    ]);
  });

  it('puts what was given in place, and leaves out what was not', () => {
    const request = draft({
      company: { value: '562949953451526', type: 'num' },
      params: [
        { name: 'project_id', value: 'payload.id', type: 'msg' },
        { name: 'filters[id]', value: '["1","2"]', type: 'json' },
        { name: 'active', value: 'false', type: 'bool' },
        { name: 'page', value: 'page', type: 'flow' },
        { name: 'big', value: '90071992547409931', type: 'num' },
      ],
      query: { value: '{"view":"extended"}', type: 'json' },
    });
    assert.deepEqual(planOf(request, new Map([['param:project_id', '12']])), {
      method: 'GET',
      path: request.path,
      companyId: '562949953451526',
      placeholders: { project_id: '12' },
      query: { view: 'extended', 'filters[id]': ['1', '2'], active: false, big: '90071992547409931' },
    });
  });

  it('has a body for a write only, with every digit', () => {
    const body = { value: '{"rfi":{"id":90071992547409931}}', type: 'json' };
    const write = draft({ method: 'POST', path: '/rest/v1.0/x', body });
    assert.deepEqual(planOf(write, new Map()).body, { rfi: { id: '90071992547409931' } });
    assert.equal('body' in planOf({ ...write, method: 'GET' }, new Map()), false);
    const given = planOf({ ...write, body: { value: 'payload', type: 'msg' } }, new Map([['body', '[1]']]));
    assert.deepEqual(given.body, [1]);
  });

  it('asks for the values that come into a body from elsewhere, and puts them there', () => {
    const rows = [
      { name: 'rfi.subject', value: 'payload.title', type: 'msg' },
      { name: 'rfi.assignee_ids', value: 'payload.ids', type: 'msg' },
      { name: 'rfi.number', value: '7', type: 'num' },
    ];
    const body = { value: '{"rfi":{}}', type: 'json', rows };
    const write = draft({ method: 'POST', path: '/rest/v1.0/x', body });
    assert.deepEqual(places(write), [
      ['body:rfi.subject', 'msg.payload.title'],
      ['body:rfi.assignee_ids', 'msg.payload.ids'],
    ]);
    const given = new Map([
      ['body:rfi.subject', 'Beam'],
      ['body:rfi.assignee_ids', '[1, 2]'],
    ]);
    assert.deepEqual(planOf(write, given).body, {
      rfi: { subject: 'Beam', assignee_ids: [1, 2], number: 7 },
    });
    assert.deepEqual(planOf(write, new Map()).body, { rfi: { number: 7 } });
  });

  it('takes an untouched skeleton for no body, as the node does', () => {
    const write = draft({
      method: 'POST',
      path: '/rest/v1.0/x',
      body: { value: '{"rfi":{}}', type: 'json' },
    });
    assert.deepEqual(places(write), [['body', 'msg.payload']]);
    assert.deepEqual(planOf(write, new Map([['body', '{"rfi":{"subject":"x"}}']])).body, {
      rfi: { subject: 'x' },
    });
  });

  it('sends each of several rows of one name, as the node does', () => {
    const row = (value: string) => ({ name: 'filters[status][]', value, type: 'str' });
    const project = { name: 'project_id', value: '1', type: 'str' };
    const plan = planOf(draft({ params: [row('open'), project, row('draft')] }), new Map());
    assert.deepEqual(plan.parameters, [
      ['filters[status][]', 'open'],
      ['filters[status][]', 'draft'],
    ]);
    assert.deepEqual(plan.query, {});
    const twice = draft({ params: [project, project] });
    assert.throws(() => planOf(twice, new Map()), {
      code: 'PROCORE_CONFIG',
      message: /\{project_id\} has two rows/,
    });
  });

  it('refuses a value that is none, as the node does', () => {
    for (const [value, type] of [
      ['{"id":7}', 'json'],
      ['true', 'bool'],
    ] as const) {
      const request = draft({ params: [{ name: 'project_id', value, type }] });
      assert.throws(() => planOf(request, new Map()), {
        code: 'PROCORE_CONFIG',
        message: /\{project_id\} is /,
      });
    }
    const path = '/rest/v1.0/{constructor}';
    assert.deepEqual(planOf(draft({ path }), new Map()).placeholders, {});
  });

  it('leaves a body as text where its content type is text', () => {
    const headers = { value: '{"Content-Type":"text/csv"}', type: 'json' };
    const write = draft({
      method: 'POST',
      path: '/rest/v1.0/x',
      headers,
      body: { value: 'a,b', type: 'json' },
    });
    assert.equal(planOf(write, new Map()).body, 'a,b');
  });

  it('refuses what is no JSON, by the name of the field', () => {
    for (const more of [
      { query: { value: '[1]', type: 'json' } },
      { headers: { value: '{', type: 'json' } },
      { params: [{ name: 'filters[id]', value: '[', type: 'json' }] },
    ]) {
      assert.throws(
        () => planOf(draft(more), new Map()),
        (error: ProcoreError) => {
          assert.equal(error.code, 'PROCORE_CONFIG');
          assert.match(
            error.cause,
            /query must be a JSON object|"(headers|filters\[id\])" is not valid JSON/,
          );
          return true;
        },
      );
    }
  });
});

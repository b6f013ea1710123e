import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { requestKind } from '../../nodes/procore-request/kind.js';
import type { RequestDef } from '../../nodes/shared/flow-json.js';
import { formPlan } from '../../nodes/shared/form-plan.js';
import { register } from '../../nodes/shared/pipe/register.js';
import type { FormPlan } from '../../src/catalogue/plan-from.js';
import { type DraftRequest, planOf, unknownIn } from '../../src/catalogue/trial.js';
import { ProcoreError } from '../../src/errors.js';
import { action, connectionAt, flow, helper, type Message, until } from '../support/flow.js';
import { serve, type TestServer, token } from '../support/http-server.js';

const KEY = { connection: { clientId: 'client-1', clientSecret: 'secret-1' } };

const EMPTY = { value: '', type: 'json' };
const CSV = { value: '{"Content-Type":"text/csv"}', type: 'json' };
const FORM = { value: '{"content-type":"application/x-www-form-urlencoded"}', type: 'json' };

const form = (more: Partial<DraftRequest>): DraftRequest => ({
  method: 'GET',
  path: '/rest/v1.0/things',
  company: { value: '', type: 'connection' },
  params: [],
  query: EMPTY,
  headers: EMPTY,
  body: EMPTY,
  ...more,
});
const row = (name: string, value: string, type = 'str') => ({ name, value, type });
const json = (value: string) => ({ value, type: 'json' });

/** A form, the message that the node gets, and what is typed in its place for a trial. */
interface Case {
  readonly request: DraftRequest;
  readonly msg?: Message;
  readonly given?: Readonly<Record<string, string>>;
}

const CASES: Readonly<Record<string, Case>> = {
  'rows for the path and the query': {
    request: form({
      path: '/rest/v1.0/projects/{project_id}/rfis',
      params: [
        row('project_id', ' 12 '),
        row('active', 'True', 'bool'),
        row('big', '90071992547409931', 'num'),
      ],
    }),
  },
  'dates in words': {
    request: form({
      path: '/rest/v1.0/days/{log_date}',
      params: [
        row('log_date', 'yesterday', 'day'),
        row('filters[created_at]', 'last 7 days', 'days'),
        row('filters[updated_at]', ' This  Week ', 'times'),
        row('search', 'today'),
      ],
    }),
  },
  'a row that reads the message': {
    request: form({ path: '/rest/v1.0/projects/{id}', params: [row('id', 'payload.id', 'msg')] }),
    msg: { payload: { id: '7' } },
    given: { 'param:id': '7' },
  },
  'a placeholder without a row, and a blank row': {
    request: form({ path: '/rest/v1.0/a/{b}/{c}', params: [row('c', ' ')] }),
    msg: { params: { b: '1', c: '2' } },
    given: { 'param:b': '1', 'param:c': '2' },
  },
  'a placeholder of which nothing is known': { request: form({ path: '/rest/v1.0/{constructor}' }) },
  'a list, and rows that are named alike': {
    request: form({
      params: [row('ids[]', '["1","2"]', 'json'), row('status[]', 'open'), row('status[]', 'draft')],
    }),
  },
  'rows named alike of which one reads the message': {
    request: form({ params: [row('s[]', 'open'), row('s[]', 'payload', 'msg')] }),
    msg: { payload: 'draft' },
    given: { 'param:s[]': 'draft' },
  },
  'a query beside rows, which win': {
    request: form({ query: json('{"a":1,"b":90071992547409931,"c":[1]}'), params: [row('a', '2')] }),
  },
  'a query as text': { request: form({ query: { value: '{"a":"x"}', type: 'str' } }) },
  'a query that reads the message': {
    request: form({ query: { value: 'payload', type: 'msg' } }),
    msg: { payload: '{"a":1}' },
    given: { query: '{"a":1}' },
  },
  'a company by its id': { request: form({ company: { value: '562949953451526', type: 'num' } }) },
  'a company from the message': {
    request: form({ company: { value: 'payload', type: 'msg' } }),
    msg: { payload: '42' },
    given: { company: '42' },
  },
  'a body, with every digit': {
    request: form({ method: 'POST', body: json('{"id":90071992547409931}') }),
  },
  'a body that a read does not send': { request: form({ body: json('{"a":1}') }) },
  'the payload as body': {
    request: form({ method: 'PATCH' }),
    msg: { payload: '{"a":[1]}' },
    given: { body: '{"a":[1]}' },
  },
  'no payload for a DELETE': { request: form({ method: 'DELETE' }), msg: { payload: { a: 1 } } },
  'headers and a body of text': {
    request: form({ method: 'POST', headers: CSV, body: { value: 'a,b', type: 'str' } }),
  },
  'a body of text in a field for JSON': {
    request: form({ method: 'POST', headers: CSV, body: json('a,b') }),
  },
  'a body of text written as JSON': {
    request: form({ method: 'POST', headers: CSV, body: json('"a\\n1"') }),
  },
  'a form as text, and as an object': {
    request: form({ method: 'POST', headers: FORM, body: json('a=1&b=2') }),
  },
  'a form as an object': { request: form({ method: 'POST', headers: FORM, body: json(' {"a":1}') }) },
  'a byte order mark before the JSON': { request: form({ method: 'POST', body: json('\ufeff{"a":1}') }) },
};

const REFUSED: Readonly<Record<string, Case>> = {
  'words for a date that nobody knows': {
    request: form({ params: [row('filters[created_at]', 'some day', 'days')] }),
  },
  'two rows for a placeholder': {
    request: form({ path: '/rest/v1.0/{id}', params: [row('id', '1'), row('id', '2')] }),
  },
  'an object in the path': {
    request: form({ path: '/rest/v1.0/{id}', params: [row('id', '{"a":1}', 'json')] }),
  },
  'an empty JSON text in the path': {
    request: form({ path: '/rest/v1.0/{id}', params: [row('id', '""', 'json')] }),
  },
  'a row that is no JSON': { request: form({ params: [row('a', '[', 'json')] }) },
  'a query that is a list': { request: form({ query: json('[1]') }) },
  'a query that is no JSON': { request: form({ query: json('{') }) },
  'headers that are a number': { request: form({ headers: json('5') }) },
  'a body that is a number': { request: form({ method: 'POST', body: json('5') }) },
  'a payload that is no JSON': {
    request: form({ method: 'POST' }),
    msg: { payload: 'a,b' },
    given: { body: 'a,b' },
  },
};

describe('one reader of a request’s form', () => {
  let server: TestServer;
  before(async () => {
    await helper.startServer();
    server = await serve((_request, response) => token(response));
  });
  after(async () => {
    await server.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  /** The plan that a node with these fields makes when it runs. */
  const whenRun = async ({ request, msg = {} }: Case): Promise<FormPlan | string> => {
    const { company, query, headers, body, ...fields } = request;
    const read: Array<FormPlan | ProcoreError> = [];
    const probe = (RED: NodeAPI) =>
      register<RequestDef>(RED, {
        ...requestKind,
        type: 'plan-probe',
        operations: () => [],
        async *onMessage({ inputs }) {
          const plan = await formPlan(inputs).catch((error: ProcoreError) => error);
          read.push(plan);
          yield { value: null };
        },
      });
    const node = action('plan-probe', {
      ...fields,
      company: company.value,
      companyType: company.type,
      query: query.value,
      queryType: query.type,
      headers: headers.value,
      headersType: headers.type,
      body: body.value,
      bodyType: body.type,
    });
    const { receive } = await flow(node, connectionAt(server.url), KEY, [], [probe]);
    receive(msg);
    await until(() => read.length === 1);
    const [plan] = read;
    if (plan instanceof ProcoreError) return `${plan.code}: ${plan.cause}`;
    return plan ?? assert.fail('no plan was made');
  };

  /** The plan that a trial makes of the same form. */
  const whenTried = ({ request, given = {} }: Case): FormPlan | string => {
    try {
      return planOf(request, new Map(Object.entries(given)));
    } catch (error) {
      if (error instanceof ProcoreError) return `${error.code}: ${error.cause}`;
      throw error;
    }
  };

  for (const [what, each] of Object.entries(CASES)) {
    it(`gives the node and the trial the same plan for ${what}`, async () => {
      const plan = await whenRun(each);
      assert.equal(typeof plan, 'object', String(plan));
      assert.deepEqual(whenTried(each), plan);
      const asked = unknownIn(each.request).map(({ key }) => key);
      for (const key of Object.keys(each.given ?? {}))
        assert.ok(asked.includes(key), `${key} is not asked for`);
    });
  }

  for (const [what, each] of Object.entries(REFUSED)) {
    it(`refuses ${what} in both with the same words`, async () => {
      const refusal = await whenRun(each);
      assert.match(String(refusal), /^PROCORE_CONFIG: /);
      assert.equal(whenTried(each), refusal);
    });
  }
});

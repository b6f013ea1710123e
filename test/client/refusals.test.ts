import assert from 'node:assert/strict';
import type { Reason, Who } from '../../src/errors.js';
import type { PlanInput } from '../../src/index.js';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { collect } from '../support/collect.js';
import { get, rfis, Stage } from './refusal-stage.js';

interface Case {
  readonly what: string;
  readonly options?: SimulatorOptions;
  plan(stage: Stage): PlanInput;
  readonly status: number;
  readonly reason: Reason;
  readonly code: string;
  readonly who: Who;
  readonly cause: RegExp;
  readonly fix: RegExp;
  /** Requests of the API: the refused one, and what was looked at. */
  readonly asked: number;
}

const v2 = (stage: Stage) =>
  get(
    `/rest/v2.0/companies/${stage.company.id}/projects/${stage.project().id}/commitment_contracts`,
    stage.company.id,
  );

const CASES: readonly Case[] = [
  {
    what: 'a company without the app',
    plan: (stage) => get(`/rest/v1.0/companies/${stage.notInstalled.id}/users`, stage.notInstalled.id),
    status: 403,
    reason: 'app not installed',
    code: 'PROCORE_NOT_INSTALLED',
    who: 'company administrator',
    cause: /not installed in company \d+/,
    fix: /Install Custom App/,
    asked: 1,
  },
  {
    what: 'a company without the app that answers 401',
    options: { notInstalled: 401 },
    plan: (stage) => get(`/rest/v1.0/companies/${stage.notInstalled.id}/users`, stage.notInstalled.id),
    status: 401,
    reason: 'app not installed',
    code: 'PROCORE_NOT_INSTALLED',
    who: 'company administrator',
    cause: /not installed in company \d+/,
    fix: /Install Custom App/,
    asked: 3,
  },
  {
    what: 'the tool of a project that is not permitted',
    plan: (stage) => rfis(stage, stage.project(false)),
    status: 403,
    reason: 'project not permitted',
    code: 'PROCORE_NOT_PERMITTED',
    who: 'company administrator',
    cause: /Project \d+ is not a permitted project/,
    fix: /permitted projects/,
    asked: 2,
  },
  {
    what: 'a project itself that is not permitted, which is a 404',
    plan: (stage) => ({
      ...get('/rest/v1.0/projects/{id}', stage.company.id),
      placeholders: { id: String(stage.project(false).id) },
      query: { company_id: stage.company.id },
    }),
    status: 404,
    reason: 'project not permitted',
    code: 'PROCORE_NOT_PERMITTED',
    who: 'company administrator',
    cause: /Project \d+ is not a permitted project/,
    fix: /permitted projects/,
    asked: 2,
  },
  {
    what: 'a tool that is off',
    options: { permissions: { rfi: 'None' } },
    plan: (stage) => rfis(stage),
    status: 403,
    reason: 'tool off',
    code: 'PROCORE_NOT_PERMITTED',
    who: 'developer',
    cause: /RFIs is switched off .* project \d+/,
    fix: /at least Read Only/,
    asked: 3,
  },
  {
    what: 'a tool that is off and answers 404',
    options: { permissions: { rfi: 'None' }, toolRefusal: 'not found' },
    plan: (stage) => rfis(stage),
    status: 404,
    reason: 'tool off',
    code: 'PROCORE_NOT_PERMITTED',
    who: 'developer',
    cause: /RFIs is switched off/,
    fix: /developer portal/,
    asked: 3,
  },
  {
    what: 'a tool that is off, in v2',
    options: { permissions: { commitments: 'None' } },
    plan: v2,
    status: 403,
    reason: 'tool off',
    code: 'PROCORE_NOT_PERMITTED',
    who: 'developer',
    cause: /Commitments is switched off/,
    fix: /Commitments|at least Read Only/,
    asked: 3,
  },
  {
    what: 'a tool of the company that is off',
    options: { permissions: { directory: 'None' } },
    plan: (stage) => get(`/rest/v1.3/companies/${stage.company.id}/users`, stage.company.id),
    status: 403,
    reason: 'tool off',
    code: 'PROCORE_NOT_PERMITTED',
    who: 'developer',
    cause: /Directory is switched off .* company \d+/,
    fix: /at least Read Only/,
    asked: 2,
  },
  {
    what: 'a level that is too low for writing',
    options: { permissions: { rfi: 'Read Only' } },
    plan: (stage) => ({ ...rfis(stage), method: 'POST', body: { rfi: {} } }),
    status: 403,
    reason: 'level too low',
    code: 'PROCORE_NOT_PERMITTED',
    who: 'developer',
    cause: /RFIs .* is Read Only; this takes Standard/,
    fix: /Raise RFIs to Standard/,
    asked: 3,
  },
  {
    what: 'a call without the company header, where it is required',
    options: { companyHeader: 'strict' },
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis`),
    status: 400,
    reason: 'company missing',
    code: 'PROCORE_CONFIG',
    who: 'developer',
    cause: /Procore needs a company for this call and none was set/,
    fix: /Enter one company ID/,
    asked: 1,
  },
  {
    what: 'a call without the company header that Procore tried to answer',
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis/1`),
    status: 404,
    reason: 'company missing',
    code: 'PROCORE_NOT_FOUND',
    who: 'developer',
    cause: /needs a company for this call and none was set/,
    fix: /Enter one company ID/,
    asked: 1,
  },
  {
    what: 'a path that nothing serves, such as an operation of an imported reference on the demo',
    plan: (stage) => get('/rest/v1.0/nobody/knows', stage.company.id),
    status: 404,
    reason: 'no such operation',
    code: 'PROCORE_NOT_FOUND',
    who: 'developer',
    cause: /No operation has this method and path \(404\)/,
    fix: /version\. The demo has/,
    asked: 1,
  },
  {
    what: 'a company that there is not',
    plan: () => get('/rest/v1.0/companies/77/users', 77),
    status: 404,
    reason: 'company wrong',
    code: 'PROCORE_CONFIG',
    who: 'developer',
    cause: /has no access to company 77 \(404\)/,
    fix: /list companies returns/,
    asked: 3,
  },
  {
    what: 'a project in a company that there is not',
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis`, 77),
    status: 404,
    reason: 'company wrong',
    code: 'PROCORE_CONFIG',
    who: 'developer',
    cause: /has no access to company 77 \(404\)/,
    fix: /list companies returns/,
    asked: 3,
  },
  {
    what: 'a header that contradicts the path',
    plan: (stage) => get(`/rest/v1.0/companies/${stage.company.id}/users`, stage.simulator.companies[1]?.id),
    status: 403,
    reason: 'company wrong',
    code: 'PROCORE_CONFIG',
    who: 'developer',
    cause: /names company \d+, but the call was sent for company/,
    fix: /same company/,
    asked: 1,
  },
  {
    what: 'a project of another company',
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis`, stage.simulator.companies[1]?.id),
    status: 404,
    reason: 'project not permitted',
    code: 'PROCORE_NOT_PERMITTED',
    who: 'company administrator',
    cause: /is not a permitted project of this app/,
    fix: /If the id is right/,
    asked: 2,
  },
  {
    what: 'a locked record',
    options: { locked: true },
    plan: (stage) => ({
      ...rfis(stage),
      method: 'PATCH',
      path: `/rest/v1.0/projects/${stage.project().id}/rfis/{id}`,
      placeholders: { id: String(firstRfi) },
      body: { rfi: { subject: 'New' } },
    }),
    status: 409,
    reason: 'record locked',
    code: 'PROCORE_CONFLICT',
    who: 'project administrator',
    cause: /record is locked .*This record is locked/,
    fix: /unlocked/,
    asked: 1,
  },
  {
    what: 'a record that is really missing',
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis/1`, stage.company.id),
    status: 404,
    reason: 'missing',
    code: 'PROCORE_NOT_FOUND',
    who: 'developer',
    cause: /RFIs in project \d+ has no such record/,
    fix: /deleted/,
    asked: 3,
  },
];

let firstRfi = 0;

describe('refusals explained over HTTP', () => {
  before(async () => {
    // Records are the same in every simulator.
    const stage = await Stage.open();
    const [page] = await collect(stage.client.pages(rfis(stage)));
    firstRfi = (page?.body as Array<{ id: number }> | undefined)?.[0]?.id ?? assert.fail('no RFI');
    await stage.close();
  });

  for (const { what, options, plan, asked, ...expected } of CASES) {
    it(`${what}: ${expected.reason}`, async () => {
      const stage = await Stage.open(options);
      const error = await stage.refused(plan(stage));
      const { status, reason, code, who } = error;
      const { cause, fix, ...plain } = expected;
      assert.deepEqual({ status, reason, code, who }, plain, error.message);
      assert.match(error.cause, cause);
      assert.match(error.fix, fix);
      assert.equal(stage.asked().length, asked);
      await stage.close();
    });
  }

  it('a token of another environment: wrong environment', async () => {
    const elsewhere = await startSimulator();
    const stage = await Stage.open({}, true, elsewhere.apiUrl);
    for (const companyId of [undefined, stage.company.id]) {
      const error = await stage.refused(get(`/rest/v1.0/projects/${stage.project().id}/rfis`, companyId));
      assert.deepEqual(
        [error.code, error.reason, error.who],
        ['PROCORE_AUTH', 'wrong environment', 'developer'],
      );
      assert.match(error.cause, /another environment/);
    }
    await elsewhere.close();
    await stage.close();
  });

  it('without lookups nothing more is asked, and the explanation says both', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'None' } }, false);
    const error = await stage.refused(rfis(stage));
    assert.equal(error.code, 'PROCORE_NOT_PERMITTED');
    assert.equal(error.reason, undefined);
    assert.equal(stage.asked().length, 1);
    await stage.close();
  });

  it('of a short quota nothing is taken for an explanation', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'None' }, limits: { hourly: 20, spike: 100 } });
    const me = get('/rest/v1.0/companies', stage.company.id);
    for (let n = 0; n < 18; n++) await collect(stage.client.pages(me));
    stage.asked();
    const error = await stage.refused(rfis(stage));
    assert.equal(error.reason, undefined);
    assert.equal(stage.asked().length, 1);
    await stage.close();
  });

  it('fifty calls that are refused at once look only once', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'None' } });
    const errors = await Promise.all(Array.from({ length: 50 }, () => stage.refused(rfis(stage))));
    assert.ok(errors.every(({ reason }) => reason === 'tool off'));
    const looked = stage.asked().filter((path) => !path.endsWith('/rfis'));
    assert.deepEqual(looked.sort(), ['/rest/v1.0/settings/permissions', '/rest/v1.1/projects']);
    await stage.close();
  });
});

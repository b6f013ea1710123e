import assert from 'node:assert/strict';
import type { ProcoreError, Reason, Who } from '../../src/errors.js';
import { Client, type PlanInput, parseConnection, type RunOptions, systemRuntime } from '../../src/index.js';
import { QuotaLedgers } from '../../src/quota/ledgers.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { MemoryStore } from '../../src/state/store.js';
import { settings } from '../support/client.js';
import { collect } from '../support/collect.js';

/** A client on a simulator whose clock the test moves. */
class Stage {
  now = Date.now();
  private constructor(
    readonly simulator: Simulator,
    readonly client: Client,
  ) {}

  static async open(options: SimulatorOptions = {}, lookups = true, apiUrl?: string): Promise<Stage> {
    const simulator = await startSimulator(options);
    const { loginUrl, clientId, clientSecret } = simulator;
    const hosts = { loginUrl, apiUrl: apiUrl ?? simulator.apiUrl };
    const connection = parseConnection({ ...settings(''), ...hosts, clientId, clientSecret, lookups });
    const runtime = { ...systemRuntime(), random: () => 0, now: () => stage.now };
    const refusals = new MemoryStore(runtime.now);
    const client = new Client(connection, runtime, { ledgers: new QuotaLedgers(), refusals });
    const stage: Stage = new Stage(simulator, client);
    return stage;
  }

  get company() {
    return this.simulator.companies[0] ?? assert.fail('no company');
  }

  get notInstalled() {
    return this.simulator.companies.find(({ installed }) => !installed) ?? assert.fail('all are installed');
  }

  project(permitted = true) {
    return this.company.projects.find((each) => each.permitted === permitted) ?? assert.fail('no project');
  }

  /** Paths of the API that were asked for since the last time. */
  asked(): string[] {
    const paths = this.simulator.requests.filter(({ host }) => host === 'api').map(({ path }) => path);
    this.#told ??= 0;
    const fresh = paths.slice(this.#told);
    this.#told = paths.length;
    return fresh;
  }
  #told: number | undefined;

  async refused(plan: PlanInput, run: RunOptions = {}): Promise<ProcoreError> {
    try {
      await collect(this.client.pages(plan, run));
    } catch (error) {
      return error as ProcoreError;
    }
    return assert.fail('it was not refused');
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.simulator.close();
  }
}

const get = (path: string, companyId?: number | string): PlanInput => ({
  ...{ method: 'GET', path },
  ...(companyId !== undefined && { companyId: String(companyId) }),
});

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

const rfis = (stage: Stage, project = stage.project()) =>
  get(`/rest/v1.0/projects/${project.id}/rfis`, stage.company.id);
const v2 = (stage: Stage) =>
  get(
    `/rest/v2.0/companies/${stage.company.id}/projects/${stage.project().id}/commitment_contracts`,
    stage.company.id,
  );

const CASES: readonly Case[] = [
  {
    what: 'a company without the app',
    plan: (stage) => get(`/rest/v1.0/companies/${stage.notInstalled.id}/users`, stage.notInstalled.id),
    ...{ status: 403, reason: 'app not installed', code: 'PROCORE_NOT_INSTALLED' },
    ...{ who: 'company administrator', cause: /not installed in company \d+/, fix: /Install Custom App/ },
    asked: 1,
  },
  {
    what: 'a company without the app that answers 401',
    options: { notInstalled: 401 },
    plan: (stage) => get(`/rest/v1.0/companies/${stage.notInstalled.id}/users`, stage.notInstalled.id),
    ...{ status: 401, reason: 'app not installed', code: 'PROCORE_NOT_INSTALLED' },
    ...{ who: 'company administrator', cause: /not installed in company \d+/, fix: /Install Custom App/ },
    asked: 3,
  },
  {
    what: 'the tool of a project that is not permitted',
    plan: (stage) => rfis(stage, stage.project(false)),
    ...{ status: 403, reason: 'project not permitted', code: 'PROCORE_NOT_PERMITTED' },
    ...{ who: 'company administrator', cause: /Project \d+ is not among/, fix: /permitted projects/ },
    asked: 2,
  },
  {
    what: 'a project itself that is not permitted, which is a 404',
    plan: (stage) => ({
      ...get('/rest/v1.0/projects/{id}', stage.company.id),
      placeholders: { id: String(stage.project(false).id) },
      query: { company_id: stage.company.id },
    }),
    ...{ status: 404, reason: 'project not permitted', code: 'PROCORE_NOT_PERMITTED' },
    ...{ who: 'company administrator', cause: /Project \d+ is not among/, fix: /permitted projects/ },
    asked: 2,
  },
  {
    what: 'a tool that is off',
    options: { permissions: { rfi: 'None' } },
    plan: (stage) => rfis(stage),
    ...{ status: 403, reason: 'tool off', code: 'PROCORE_NOT_PERMITTED' },
    ...{ who: 'developer', cause: /RFIs is switched off .* project \d+/, fix: /at least Read Only/ },
    asked: 3,
  },
  {
    what: 'a tool that is off and answers 404',
    options: { permissions: { rfi: 'None' }, toolRefusal: 'not found' },
    plan: (stage) => rfis(stage),
    ...{ status: 404, reason: 'tool off', code: 'PROCORE_NOT_PERMITTED' },
    ...{ who: 'developer', cause: /RFIs is switched off/, fix: /developer portal/ },
    asked: 3,
  },
  {
    what: 'a tool that is off, in v2',
    options: { permissions: { commitments: 'None' } },
    plan: v2,
    ...{ status: 403, reason: 'tool off', code: 'PROCORE_NOT_PERMITTED' },
    ...{ who: 'developer', cause: /Commitments is switched off/, fix: /Commitments|at least Read Only/ },
    asked: 3,
  },
  {
    what: 'a tool of the company that is off',
    options: { permissions: { directory: 'None' } },
    plan: (stage) => get(`/rest/v1.3/companies/${stage.company.id}/users`, stage.company.id),
    ...{ status: 403, reason: 'tool off', code: 'PROCORE_NOT_PERMITTED' },
    ...{ who: 'developer', cause: /Directory is switched off .* company \d+/, fix: /at least Read Only/ },
    asked: 2,
  },
  {
    what: 'a level that is too low for writing',
    options: { permissions: { rfi: 'Read Only' } },
    plan: (stage) => ({ ...rfis(stage), method: 'POST', body: { rfi: {} } }),
    ...{ status: 403, reason: 'level too low', code: 'PROCORE_NOT_PERMITTED' },
    ...{
      who: 'developer',
      cause: /RFIs .* is Read Only; this takes Standard/,
      fix: /Raise RFIs to Standard/,
    },
    asked: 3,
  },
  {
    what: 'a call without the company header, where it is required',
    options: { companyHeader: 'strict' },
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis`),
    ...{ status: 400, reason: 'company missing', code: 'PROCORE_CONFIG' },
    ...{ who: 'developer', cause: /wants to know the company/, fix: /Enter one company id/ },
    asked: 1,
  },
  {
    what: 'a call without the company header that Procore tried to answer',
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis/1`),
    ...{ status: 404, reason: 'company missing', code: 'PROCORE_NOT_FOUND' },
    ...{ who: 'developer', cause: /named no company/, fix: /Enter one company id/ },
    asked: 1,
  },
  {
    what: 'a path that leads nowhere',
    plan: (stage) => get('/rest/v1.0/nobody/knows', stage.company.id),
    ...{ status: 404, reason: 'missing', code: 'PROCORE_NOT_FOUND' },
    ...{ who: 'developer', cause: /nothing at this path/, fix: /Check the path/ },
    asked: 2,
  },
  {
    what: 'a company that there is not',
    plan: () => get('/rest/v1.0/companies/77/users', 77),
    ...{ status: 404, reason: 'company wrong', code: 'PROCORE_CONFIG' },
    ...{ who: 'developer', cause: /company 77/, fix: /Correct the company id/ },
    asked: 3,
  },
  {
    what: 'a project in a company that there is not',
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis`, 77),
    ...{ status: 404, reason: 'company wrong', code: 'PROCORE_CONFIG' },
    ...{ who: 'developer', cause: /company 77/, fix: /Correct the company id/ },
    asked: 3,
  },
  {
    what: 'a header that contradicts the path',
    plan: (stage) => get(`/rest/v1.0/companies/${stage.company.id}/users`, stage.simulator.companies[1]?.id),
    ...{ status: 403, reason: 'company wrong', code: 'PROCORE_CONFIG' },
    ...{ who: 'developer', cause: /not a company that this account sees/, fix: /the one the path/ },
    asked: 1,
  },
  {
    what: 'a project of another company',
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis`, stage.simulator.companies[1]?.id),
    ...{ status: 404, reason: 'project not permitted', code: 'PROCORE_NOT_PERMITTED' },
    ...{ who: 'company administrator', cause: /is not among the projects/, fix: /If the id is right/ },
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
    ...{ status: 409, reason: 'record locked', code: 'PROCORE_CONFLICT' },
    ...{ who: 'project administrator', cause: /record is locked .*This record is locked/, fix: /unlocked/ },
    asked: 1,
  },
  {
    what: 'a record that is really missing',
    plan: (stage) => get(`/rest/v1.0/projects/${stage.project().id}/rfis/1`, stage.company.id),
    ...{ status: 404, reason: 'missing', code: 'PROCORE_NOT_FOUND' },
    ...{ who: 'developer', cause: /RFIs in project \d+ has no such record/, fix: /deleted/ },
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
      assert.match(error.cause, /different environments/);
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

describe('known refusals', () => {
  it('are not met again: nothing is sent, and the error says since when', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'None' } });
    const first = await stage.refused(rfis(stage));
    stage.asked();
    const again = await stage.refused(rfis(stage));
    assert.deepEqual(stage.asked(), []);
    assert.deepEqual(
      [again.code, again.reason, again.remembered, again.status, again.unsent],
      [first.code, 'tool off', true, 403, true],
    );
    assert.ok(again.cause.startsWith(first.cause));
    assert.ok(again.cause.includes(new Date(stage.now).toISOString()));
    assert.equal(again.toJSON().remembered, true);
    assert.equal(first.toJSON().remembered, undefined);
    await stage.close();
  });

  it('500 projects cost one refusal each, and the second round nothing', async () => {
    const options = {
      projects: 1,
      projectsNotPermitted: 500,
      limits: { spike: Number.POSITIVE_INFINITY, hourly: Number.POSITIVE_INFINITY },
    };
    const stage = await Stage.open(options);
    const hidden = stage.company.projects.filter(({ permitted }) => !permitted);
    const round = () => Promise.all(hidden.map((project) => stage.refused(rfis(stage, project))));
    const reasons = (await round()).map(({ reason }) => reason);
    assert.deepEqual([...new Set(reasons)], ['project not permitted']);
    assert.equal(stage.asked().length, 501);
    assert.ok((await round()).every(({ remembered }) => remembered));
    assert.deepEqual(stage.asked(), []);
    await stage.close();
  });

  it('of a write say nothing about reading, and of one tool nothing about another', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'Read Only' } });
    const write: PlanInput = { ...rfis(stage), method: 'POST', body: { rfi: {} } };
    await stage.refused(write);
    assert.equal((await stage.refused(write)).remembered, true);
    assert.equal((await collect(stage.client.pages(rfis(stage)))).length, 1);
    const submittals = get(`/rest/v1.0/projects/${stage.project().id}/submittals`, stage.company.id);
    assert.equal((await collect(stage.client.pages(submittals))).length, 1);
    await stage.close();
  });

  it('of a company without the app hold for all that is in it, but not for the list of companies', async () => {
    const stage = await Stage.open();
    const { notInstalled } = stage;
    await stage.refused(get(`/rest/v1.0/companies/${notInstalled.id}/users`, notInstalled.id));
    const inside = get(`/rest/v1.0/projects/${notInstalled.projects[0]?.id}/rfis`, notInstalled.id);
    assert.equal((await stage.refused(inside)).remembered, true);
    const companies = await collect(stage.client.pages(get('/rest/v1.0/companies', notInstalled.id)));
    assert.equal((companies[0]?.body as unknown[] | undefined)?.length, 3);
    await stage.close();
  });

  it('of a call that names no company stand for no other call', async () => {
    const stage = await Stage.open();
    const path = `/rest/v1.0/projects/${stage.notInstalled.projects[0]?.id}/rfis`;
    assert.equal((await stage.refused(get(path))).reason, 'app not installed');
    const own = get(`/rest/v1.0/projects/${stage.project().id}/rfis`);
    assert.equal((await collect(stage.client.pages(own))).length, 1);
    await stage.close();
  });

  it('are the same for a company in the header and one in the path', async () => {
    const stage = await Stage.open({ permissions: { directory: 'None' } });
    const path = `/rest/v1.3/companies/${stage.company.id}/users`;
    await stage.refused(get(path));
    assert.equal((await stage.refused(get(path, stage.company.id))).remembered, true);
    await stage.close();
  });

  it('without lookups are remembered of lists, and not of one record', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'None' } }, false);
    await stage.refused(get(`/rest/v1.0/projects/${stage.project().id}/rfis/1`, stage.company.id));
    assert.equal((await stage.refused(rfis(stage))).remembered, undefined);
    assert.equal((await stage.refused(rfis(stage))).remembered, true);
    await stage.close();
  });

  it('of one record that is missing or refused do not stand in the way of others', async () => {
    const stage = await Stage.open();
    const missing = get(`/rest/v1.0/projects/${stage.project().id}/rfis/1`, stage.company.id);
    await stage.refused(missing);
    assert.equal((await stage.refused(missing)).remembered, undefined);
    await stage.close();
  });

  it('are forgotten after ten minutes, by a person who tries, and by a new client', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'None' } });
    await stage.refused(rfis(stage));
    stage.now += 9 * 60_000;
    assert.equal((await stage.refused(rfis(stage))).remembered, true);
    stage.now += 61_000;
    assert.equal((await stage.refused(rfis(stage))).remembered, undefined);
    assert.equal((await stage.refused(rfis(stage))).remembered, true);
    assert.equal((await stage.refused(rfis(stage), { lane: 'interactive' })).remembered, undefined);
    assert.equal((await stage.refused(rfis(stage))).remembered, true);
    await stage.client.forgetRefusals();
    assert.equal((await stage.refused(rfis(stage))).remembered, undefined);
    await stage.close();
  });
});

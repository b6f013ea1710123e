import assert from 'node:assert/strict';
import { collectGarbage } from '../support/garbage.js';
import { Caller } from './caller.js';
import { assertContains } from './contained.js';

interface Named {
  id: number;
  [field: string]: unknown;
}

describe('simulator: the tools of a project', () => {
  let caller: Caller;
  let project: number;
  before(async () => {
    caller = await Caller.start();
    project = caller.project(0).id;
  });
  after(() => caller.close());

  const lists: Record<string, (project: number) => [list: string, one: string]> = {
    RFIs: (id) => [`/rest/v1.0/projects/${id}/rfis`, `/rest/v1.0/projects/${id}/rfis/{id}`],
    submittals: (id) => [`/rest/v1.1/projects/${id}/submittals`, `/rest/v1.1/projects/${id}/submittals/{id}`],
    observations: (id) => [
      `/rest/v1.0/observations/items?project_id=${id}`,
      `/rest/v1.0/observations/items/{id}?project_id=${id}`,
    ],
    'punch items': (id) => [
      `/rest/v1.1/punch_items?project_id=${id}`,
      `/rest/v1.1/punch_items/{id}?project_id=${id}`,
    ],
    'change events': (id) => [
      `/rest/v1.0/change_events?project_id=${id}`,
      `/rest/v1.0/change_events/{id}?project_id=${id}`,
    ],
    commitments: (id) => [
      `/rest/v1.0/commitments?project_id=${id}`,
      `/rest/v1.0/commitments/{id}?project_id=${id}`,
    ],
    'budget line items': (id) => [
      `/rest/v1.1/budget_line_items?project_id=${id}`,
      `/rest/v1.1/budget_line_items/{id}?project_id=${id}`,
    ],
    'project users': (id) => [`/rest/v1.0/projects/${id}/users`, `/rest/v1.0/projects/${id}/users/{id}`],
  };
  for (const [name, paths] of Object.entries(lists)) {
    it(`lists ${name}, each with an id of its own under which it is found`, async () => {
      const [list, one] = paths(project);
      const { status, json, headers } = await caller.get(list);
      assert.equal(status, 200);
      assert.equal(headers.get('total'), String(json.length));
      const ids = json.map((row: Named) => row.id);
      assert.equal(new Set(ids).size, ids.length);
      for (const row of [json[0], json.at(-1)]) {
        const found = await caller.get(one.replace('{id}', String(row.id)));
        assert.equal(found.status, 200);
        assertContains(found.json, row);
      }
      assert.equal((await caller.get(one.replace('{id}', '7'))).status, 404);
      const other = await caller.get(paths(caller.project(1).id)[0]);
      if (name !== 'project users') assert.notEqual(other.json[0].id, json[0].id);
    });
  }

  it('has as many RFIs in the first project as told, of about 1.8 KB', async () => {
    const { json, text } = await caller.get(`/rest/v1.0/projects/${project}/rfis`);
    assert.equal(json.length, 25);
    const size = text.length / json.length;
    assert.ok(size > 1600 && size < 2000, `${size}`);
  });

  it('filters RFIs by status as a list, by assignee and by time, and sorts them', async () => {
    const path = `/rest/v1.0/projects/${project}/rfis`;
    const all: Named[] = (await caller.get(path)).json;
    const open = all.filter((rfi) => rfi.status === 'open' || rfi.status === 'draft');
    const found = await caller.get(`${path}?filters[status][]=open&filters[status][]=draft`);
    assert.deepEqual(found.json, open);
    assert.equal(found.headers.get('total'), String(open.length));
    const { assignees } = all[0] as Named;
    const [assignee] = assignees as Named[];
    const theirs = await caller.get(`${path}?filters[assigned_id]=${assignee?.id}`);
    assert.ok(theirs.json.some((rfi: Named) => rfi.id === all[0]?.id) && theirs.json.length < 25);
    const from = all[10]?.created_at;
    const late = await caller.get(`${path}?filters[created_at]=${from}...2100-01-01`);
    assert.deepEqual(late.json, all.slice(10));
    const sorted = await caller.get(`${path}?sort[attribute]=created_at&sort[direction]=desc`);
    assert.deepEqual(sorted.json, [...all].reverse());
  });

  it('filters punch items by a status in lower case', async () => {
    const { json } = await caller.get(`/rest/v1.0/punch_items?project_id=${project}&filters[status]=closed`);
    assert.ok(json.length > 0);
    for (const item of json) assert.deepEqual([item.status, item.workflow_status], ['Closed', 'closed']);
  });

  it('lists a company’s users in all versions, with addresses of nobody', async () => {
    const company = caller.company(1).id;
    const { json } = await caller.get(`/rest/v1.3/companies/${company}/users`);
    assert.deepEqual((await caller.get(`/rest/v1.1/companies/${company}/users`)).json, json);
    const addresses = json.map((user: Named) => user.email_address);
    assert.equal(new Set(addresses).size, json.length);
    for (const address of addresses) assert.match(address, /@example\.com$/);
    const one = await caller.get(`/rest/v1.3/companies/${company}/users/${json[3].id}`);
    assert.deepEqual(one.json, json[3]);
    const search = await caller.get(
      `/rest/v1.0/companies/${company}/users?filters[search]=${json[3].last_name}`,
    );
    assert.ok(search.json.some((user: Named) => user.id === json[3].id));
  });

  it('writes money as strings', async () => {
    const path = `/rest/v2.0/companies/${caller.company(0).id}/projects/${project}/commitment_contracts`;
    const { json } = await caller.get(path);
    for (const contract of json.data) assert.match(contract.grand_total, /^\d+\.\d\d$/);
    const lines = await caller.get(`${path}/${json.data[0].id}/line_items`);
    assert.match(lines.json.data[0].amount, /^\d+\.\d$/);
    const wrong = await caller.get(`${path}/${json.data[0].id}/line_items?view=everything`);
    assert.equal(wrong.status, 400);
    assert.equal(wrong.json.error.details[0].reason_code, 'INVALID_PROPERTY');
    const none = await caller.get(`${path}/1/line_items`);
    assert.equal(none.status, 404);
    assert.equal(none.json.error.code, 'NOT_FOUND');
  });

  it('writes the id of a webhook event as an integer that no double holds', async () => {
    const company = caller.company(0).id;
    const [hook] = (await caller.get(`/rest/v1.0/webhooks/hooks?company_id=${company}`)).json;
    const path = `/rest/v1.0/webhooks/hooks/${hook.id}/deliveries?company_id=${company}`;
    const { text, json } = await caller.get(`${path}&page_size=1`);
    assert.match(text, /"event":\{"id":5982324300946918154,/);
    assert.notEqual(BigInt(json[0].event.id), 5982324300946918154n);
  });

  it('knows its own account, and the zone of a company', async () => {
    assert.deepEqual(Object.keys((await caller.get('/rest/v1.0/me')).json), ['id', 'login']);
    const named = await caller.get(`/rest/v1.0/me?company_id=${caller.company(0).id}`);
    assert.deepEqual(Object.keys(named.json), ['id', 'login', 'name']);
    const zones = await Promise.all(
      [0, 1].map((index) =>
        caller.get('/rest/v1.0/company_base_url', { 'procore-company-id': String(caller.company(index).id) }),
      ),
    );
    assert.deepEqual(
      zones.map(({ json }) => json.zone),
      ['us02', 'us01'],
    );
  });

  it('says the same in every simulator of the same size', async () => {
    const other = await Caller.start({ clock: () => 0 });
    try {
      for (const paths of Object.values(lists)) {
        const [list] = paths(project);
        const there = await other.get(String(list));
        assert.equal(there.text, (await caller.get(list)).text);
      }
      assert.deepEqual(other.simulator.companies, caller.simulator.companies);
    } finally {
      await other.close();
    }
  });
});

describe('simulator: a project with a million RFIs', () => {
  it('makes a page when it is asked for', async () => {
    const before = heapUsed();
    const caller = await Caller.start({ records: 1_000_000, projects: 1 });
    try {
      const path = `/rest/v1.0/projects/${caller.project(0).id}/rfis?per_page=2000`;
      const last = await caller.get(`${path}&page=500`);
      assert.equal(last.headers.get('total'), '1000000');
      assert.equal(last.json.length, 2000);
      assert.equal(last.json.at(-1).number, '1000000');
      const found = await caller.get(`/rest/v1.0/projects/${caller.project(0).id}/rfis/${last.json[7].id}`);
      assert.equal(found.json.subject, last.json[7].subject);
      // All of them at once would take more than ten times as much.
      assert.ok(heapUsed() - before < 100e6);
    } finally {
      await caller.close();
    }
  });
});

/** Bytes of the heap that are in use, without what is only waiting for the garbage collector. */
function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

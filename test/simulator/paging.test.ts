import assert from 'node:assert/strict';
import { Caller, linksOf } from './caller.js';

describe('simulator: pages', () => {
  let caller: Caller;
  let rfis: string;
  before(async () => {
    caller = await Caller.start({
      records: 2500,
      limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
    });
    rfis = `/rest/v1.0/projects/${caller.project(0).id}/rfis`;
  });
  after(() => caller.close());

  const sizes = (reply: Awaited<ReturnType<Caller['get']>>) => ({
    rows: reply.json.length,
    total: reply.headers.get('total'),
    perPage: reply.headers.get('per-page'),
  });

  it('names last and next on the first page, all four on a middle one, first and prev on the last', async () => {
    const rels = async (page: number) => [
      ...linksOf(await caller.get(`${rfis}?per_page=1000&page=${page}`)).keys(),
    ];
    assert.deepEqual(await rels(1), ['last', 'next']);
    assert.deepEqual(await rels(2), ['first', 'prev', 'last', 'next']);
    assert.deepEqual(await rels(3), ['first', 'prev']);
  });

  it('keeps the caller’s own parameters in the links', async () => {
    const asked = `project_id=${caller.project(0).id}&per_page=7&page=2&filters[status][]=Open&filters[priority]=low`;
    const links = linksOf(await caller.get(`/rest/v1.1/punch_items?${asked}`));
    const next = new URL(links.get('next') ?? '');
    assert.equal(next.origin, caller.simulator.apiUrl);
    assert.equal(next.pathname, '/rest/v1.1/punch_items');
    const expected = { 'filters[priority]': 'low', 'filters[status][]': 'Open', page: '3', per_page: '7' };
    assert.deepEqual(Object.fromEntries(next.searchParams), {
      ...expected,
      project_id: String(caller.project(0).id),
    });
  });

  it('leads through all rows once, by following next', async () => {
    const ids: number[] = [];
    let url: string | undefined = `${rfis}?per_page=900`;
    while (url) {
      const reply = await caller.get(url);
      ids.push(...reply.json.map((row: { id: number }) => row.id));
      url = linksOf(reply).get('next')?.slice(caller.simulator.apiUrl.length);
    }
    assert.equal(ids.length, 2500);
    assert.equal(new Set(ids).size, 2500);
  });

  it('gives 100 unless asked, and cuts what is too much to the largest of the operation', async () => {
    assert.deepEqual(sizes(await caller.get(rfis)), { rows: 100, total: '2500', perPage: '100' });
    assert.deepEqual(sizes(await caller.get(`${rfis}?per_page=5000`)), {
      rows: 2000,
      total: '2500',
      perPage: '2000',
    });
    const company = `company_id=${caller.company(0).id}`;
    const projects = await caller.get(`/rest/v1.1/projects?${company}&per_page=2000`);
    assert.equal(projects.headers.get('per-page'), '300');
    const ids = await caller.get(`/rest/v1.1/projects?${company}&view=ids&per_page=2000`);
    assert.equal(ids.headers.get('per-page'), '2000');
  });

  it('gives an empty list past the last page', async () => {
    const reply = await caller.get(`${rfis}?per_page=1000&page=9`);
    assert.equal(reply.status, 200);
    assert.deepEqual(sizes(reply), { rows: 0, total: '2500', perPage: '1000' });
    assert.equal(linksOf(reply).has('next'), false);
  });

  it('takes a page or a size that is no number as not given', async () => {
    assert.deepEqual(sizes(await caller.get(`${rfis}?per_page=0&page=-1`)), {
      rows: 100,
      total: '2500',
      perPage: '100',
    });
  });

  it('has no links where all rows fit, and no headers where no pages are declared', async () => {
    const companies = await caller.get('/rest/v1.0/companies');
    assert.equal(companies.headers.get('link'), null);
    assert.equal(companies.headers.get('total'), '3');
    const unpaged = await caller.get(`/rest/v1.0/companies/${caller.company(0).id}/projects?per_page=1`);
    assert.equal(unpaged.json.length, 40);
    assert.equal(unpaged.headers.get('total'), null);
  });

  it('wraps a v2 list in data: 10 unless asked, 100 at most, ids as strings', async () => {
    const path = `/rest/v2.0/companies/${caller.company(0).id}/projects/${caller.project(0).id}/commitment_contracts`;
    const usual = await caller.get(path);
    assert.equal(usual.json.data.length, 10);
    assert.equal(usual.headers.get('per-page'), '10');
    const most = await caller.get(`${path}?per_page=500`);
    assert.equal(most.json.data.length, 100);
    assert.equal(most.headers.get('per-page'), '100');
    for (const row of most.json.data) assert.equal(typeof row.id, 'string');
    const lines = await caller.get(`${path}/${most.json.data[3].id}/line_items?per_page=100&page=2`);
    assert.deepEqual([...linksOf(lines).keys()], ['first', 'prev', 'last', 'next']);
    assert.equal(lines.json.data[0].position, 101);
    // Beyond what a double holds: only as a string is it exact.
    assert.ok(BigInt(lines.json.data[0].id) > BigInt(Number.MAX_SAFE_INTEGER));
  });

  it('pages webhook deliveries by the last id seen', async () => {
    const company = caller.company(0).id;
    const [hook] = (await caller.get(`/rest/v1.0/webhooks/hooks?company_id=${company}`)).json;
    const path = `/rest/v1.0/webhooks/hooks/${hook.id}/deliveries?company_id=${company}`;
    const first = await caller.get(path);
    assert.equal(first.json.length, 100);
    const second = await caller.get(`${path}&page_size=5&page_start=${first.json.at(-1).id}`);
    assert.equal(second.json.length, 5);
    assert.equal(second.json[0].id, first.json.at(-1).id + 1);
  });
});

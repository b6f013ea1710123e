/** Every list that is made by hand and declares a search searches. */
import assert from 'node:assert/strict';
import { builtInOperations } from '../../src/catalogue/load.js';
import { ROUTES } from '../../src/simulator/resources/index.js';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

const SEARCH = /^(filters\[)?(search|query|q)\]?$/;

/** More calls than one test makes. */
const LIMITS = { hourly: 10_000, spike: 10_000 };

describe('simulator: searches of lists by hand', () => {
  let caller: Caller;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 2, permissions: ADMIN_EVERYWHERE, limits: LIMITS });
  });
  after(() => caller.close());

  it('find what is there, and nothing for a text that is nowhere', async () => {
    const company = String(caller.company(0).id);
    const project = String(caller.project(0).id);
    const byHand = new Set(ROUTES.filter(({ method }) => method === 'GET').map(({ path }) => path));
    const tried: string[] = [];
    for (const { method, path, params } of await builtInOperations()) {
      if (method !== 'GET' || !byHand.has(path)) continue;
      const at = path.replace('{company_id}', company).replace('{project_id}', project);
      for (const { name } of params.filter((param) => SEARCH.test(param.name))) {
        const found = async (text?: string) => {
          const query = new URLSearchParams({ project_id: project, company_id: company });
          if (text !== undefined) query.set(name, text);
          const { status, json } = await caller.get(`${at}?${query}`, { 'procore-company-id': company });
          assert.equal(status, 200, path);
          return json as Array<Record<string, string>>;
        };
        const all = await found();
        // Nothing was removed so far, so recycle bins are empty.
        if (all.length === 0) continue;
        assert.deepEqual(await found('zzzzqq'), [], `${path} ${name}`);
        const { subject, title, name: own, notes, comments } = all[2] ?? {};
        const text = subject ?? title ?? own ?? notes ?? comments;
        assert.ok(text, `${path} ${name}: ${JSON.stringify(all[2])}`);
        const some = await found(text.toUpperCase());
        assert.ok(
          some.some(({ id }) => id === all[2]?.id),
          `${path} ${name}`,
        );
        assert.ok(some.length < all.length, `${path} ${name}`);
        tried.push(`${path} ${name}`);
      }
    }
    assert.ok(tried.includes('/rest/v1.0/projects/{project_id}/rfis search'), tried.join('\n'));
    assert.ok(tried.includes('/rest/v1.0/projects/{project_id}/rfis q'), tried.join('\n'));
    assert.ok(tried.length > 6, tried.join('\n'));
  });
});

/** Single reads of the resources that are made by hand, against the shapes that the catalogue has of them. */
import assert from 'node:assert/strict';
import { builtInShapes } from '../../src/catalogue/shapes.js';
import { ROUTES } from '../../src/simulator/resources/index.js';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';
import { compared } from './catalogue/shape-reader.js';
import { assertContains } from './contained.js';

/** Records of the simulator's own pages: their shapes are checked where they are tested. */
const OTHERS = /webhooks|permissions|\/me$/;
/** A real answer has money as a text where the reference has a number. */
const AS_SEEN = /^\.(total_value|estimated_value): "[\d.]+" is no float$/;

/** More calls than one test makes. */
const LIMITS = { hourly: 10_000, spike: 10_000 };

describe('simulator: single reads by hand', () => {
  let caller: Caller;
  let company: string;
  let project: string;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 2, permissions: ADMIN_EVERYWHERE, limits: LIMITS });
    company = String(caller.company(0).id);
    project = String(caller.project(0).id);
  });
  after(() => caller.close());

  const get = (path: string) =>
    caller.get(`${path}?${new URLSearchParams({ company_id: company, project_id: project })}`, {
      'procore-company-id': company,
    });
  /** The paths of a few records that a route shows. */
  const pathsOf = async (path: string): Promise<string[]> => {
    const at = path.replace('{company_id}', company).replace('{project_id}', project);
    if (!at.includes('{')) return [at];
    const { status, json } = await get(at.slice(0, at.lastIndexOf('/')));
    if (status !== 200) return [];
    const rows: Array<{ id: number }> = json.data ?? json;
    return rows.slice(0, 3).map(({ id }) => at.replace(/\{\w+\}$/, String(id)));
  };

  it('have all keys of their shapes, and the values that these allow', async () => {
    const shapes = await builtInShapes();
    const tried: string[] = [];
    for (const { method, path } of ROUTES) {
      if (method !== 'GET' || !path.endsWith('}') || OTHERS.test(path)) continue;
      const notation =
        shapes.get(`GET ${path}`)?.returns ??
        shapes.get(`GET ${path.replace(/\{project_id\}$/, '{id}')}`)?.returns;
      for (const at of notation === undefined ? [] : await pathsOf(path)) {
        const { status, json } = await get(at);
        assert.equal(status, 200, at);
        const { wrong, keys, there } = compared(notation, json);
        assert.deepEqual(
          wrong.filter((each) => !AS_SEEN.test(each)),
          [],
          at,
        );
        assert.equal(there, keys, `${path}: ${there} of ${keys} keys`);
        tried.push(path);
      }
    }
    for (const name of [
      'projects/{project_id}',
      'rfis/{id}',
      'punch_items/{id}',
      'submittals/{id}',
      'items/{id}',
    ])
      assert.ok(
        tried.some((path) => path.endsWith(name)),
        name,
      );
    assert.ok(new Set(tried).size >= 18, `${new Set(tried).size}`);
  });

  it('say of a record what its list says', async () => {
    for (const path of [
      `projects/${project}/rfis`,
      `projects/${project}/submittals`,
      'punch_items',
      'observations/items',
    ]) {
      const { json: rows } = await get(`/rest/v1.0/${path}`);
      for (const row of rows.slice(0, 5)) {
        const { json: one } = await get(`/rest/v1.0/${path}/${row.id}`);
        assertContains(one, row, path);
        if (path.endsWith('rfis'))
          assert.deepEqual([one.draft, one.accepted], [row.status === 'draft', row.status === 'closed']);
      }
    }
  });
});

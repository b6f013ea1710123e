/** Records that are made from others, and records that are made unless they are there. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: copies of records', () => {
  let caller: Caller;
  let company: number;
  let inProject: string;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 1, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    inProject = `projects/${caller.project(0).id}`;
  });
  after(() => caller.close());

  const send = async (method: string, path: string, body?: unknown) => {
    const headers = { 'procore-company-id': String(company) };
    const { status, json, text } = await caller.send(method, `/rest/${path}`, headers, body);
    assert.ok(status < 300, `${method} ${path}: ${text}`);
    return json.data ?? json;
  };

  it('are new rows of the list, with what the source shows', async () => {
    const list = `v1.0/${inProject}/action_plans/plan_sections`;
    const before = await send('GET', list);
    const source = before[2];
    const copy = await send('POST', `${list}/create_from_section`, { plan_section_id: source.id });
    const after = await send('GET', list);
    assert.equal(after.length, before.length + 1);
    assert.equal(after.at(-1).id, copy.id);
    assert.notEqual(copy.id, source.id);
    assert.deepEqual([copy.title, copy.plan_id], [source.title, source.plan_id]);
  });

  it('are also made in a project from what the company has', async () => {
    const [, template] = await send('GET', `v1.0/companies/${company}/checklist/list_templates`);
    const list = `v1.0/${inProject}/checklist/list_templates`;
    const { id } = await send('POST', `${list}/create_from_company_template`, {
      source_template_id: template.id,
    });
    const copy = (await send('GET', list)).find((row: { id: number }) => row.id === id);
    assert.equal(copy.name, template.name);
  });

  it('are not made again by a call that first looks for the record', async () => {
    const path = `v2.0/companies/${company}/${inProject}/contexts/get_or_create`;
    const body = { name: 'Level 3', context_type: 'document_revision', context_type_id: '7' };
    const first = await send('POST', path, body);
    assert.equal(first.name, 'Level 3');
    assert.equal((await send('POST', path, body)).id, first.id);
    assert.notEqual((await send('POST', path, { ...body, context_type_id: '8' })).id, first.id);
  });
});

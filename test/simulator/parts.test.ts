/** What no operation lists, and the record above it shows: that record has what was written, and no more when it is removed. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: parts of records', () => {
  let caller: Caller;
  let company: number;
  let project: number;
  let planning: string;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 1, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    project = caller.project(0).id;
    planning = `/rest/v1.0/workforce-planning/v2/companies/${company}`;
  });
  after(() => caller.close());

  const reply = (method: string, path: string, body?: unknown) =>
    caller.send(method, path, { 'procore-company-id': String(company) }, body);
  const send = async (method: string, path: string, body?: unknown) => {
    const { status, json, text } = await reply(method, path, body);
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
    return json?.data ?? json;
  };
  const first = async (list: string) => (await send('GET', list)).at(3);
  const GROUP = '0f9d2c5e-0000-4000-8000-00000000abcd';

  it('are values of a list, which are added and taken away', async () => {
    const { id, values: before } = await first(`${planning}/custom-fields`);
    const field = `${planning}/custom-fields/${id}`;
    await send('POST', `${field}/values`, { values: ['Copper', 'Slate'] });
    await send('POST', `${field}/values`, { values: ['Slate'] });
    assert.deepEqual((await send('GET', field)).values, [...before, 'Copper', 'Slate']);
    await send('DELETE', `${field}/values`, { values: ['Copper'] });
    assert.deepEqual((await send('GET', field)).values, [...before, 'Slate']);
    await send('POST', field, { values: ['Zinc'] });
    assert.deepEqual((await send('GET', field)).values, ['Zinc']);
  });

  it('are ids of other records, which the answer shows together', async () => {
    const { id, group_ids: before } = await first(`${planning}/people`);
    const person = `${planning}/people/${id}`;
    const added = await send('POST', `${person}/groups`, { group_id: GROUP });
    assert.deepEqual(added, { group_ids: [...before, GROUP] });
    assert.deepEqual((await send('GET', person)).group_ids, added.group_ids);
    assert.deepEqual(await send('DELETE', `${person}/groups/${GROUP}`), { group_ids: before });
    assert.equal((await reply('DELETE', `${person}/groups/${GROUP}`)).status, 404);
    const tag = (await first(`${planning}/tags`)).id;
    const [{ group_ids: groups }] = await send('POST', `${planning}/tags/${tag}/groups`, {
      group_ids: [GROUP],
    });
    assert.equal(groups.at(-1), GROUP);
  });

  it('are objects with ids of their own, which can be changed and removed, and may have parts again', async () => {
    const { id, name } = await first(`${planning}/projects`);
    const path = `${planning}/projects/${id}`;
    const shown = async () => (await send('GET', path)).categories.at(-1);
    const others = (await send('GET', path)).categories.length;
    const category = (await send('POST', `${path}/categories`, { name: 'Roofing' })).id;
    const own = `${path}/categories/${category}`;
    assert.equal((await shown()).name, 'Roofing');
    const { categories } = await send('POST', own, { name: 'Facade' });
    assert.deepEqual([categories.at(-1).id, categories.at(-1).name], [category, 'Facade']);
    const part = (await send('POST', `${own}/subcategories`, { name: 'Glazing' })).id;
    await send('POST', `${own}/subcategories/${part}`, { name: 'Curtain wall' });
    const [subcategory, ...more] = (await shown()).subcategories;
    assert.deepEqual([subcategory.name, more], ['Curtain wall', []]);
    await send('DELETE', `${own}/subcategories/${part}`);
    assert.deepEqual((await shown()).subcategories, []);
    assert.equal((await send('DELETE', own)).id, category);
    const after = await send('GET', path);
    assert.deepEqual([after.name, after.categories.length], [name, others]);
    assert.equal((await reply('POST', own, { name: 'Gone' })).status, 404);
  });

  it('are roles, wages and tags of a project', async () => {
    const path = `${planning}/projects/${(await first(`${planning}/projects`)).id}`;
    for (const [part, field, body] of [
      ['roles', 'roles', { person_id: GROUP, job_title_id: GROUP }],
      ['wage-overrides', 'wage_overrides', { job_title_id: GROUP, rate: 41.5 }],
      ['tags', 'tag_instances', { tag_id: GROUP }],
    ] as const) {
      const before = (await send('GET', path))[field];
      const { id } = await send('POST', `${path}/${part}`, body);
      assert.deepEqual((await send('GET', path))[field], [...before, body], part);
      await send('DELETE', `${path}/${part}/${id}`);
      assert.deepEqual((await send('GET', path))[field], before, part);
    }
  });

  it('are flags: who may log in is a user, until that is revoked', async () => {
    const path = `${planning}/people/${(await first(`${planning}/people`)).id}`;
    await send('POST', `${path}/user`, { permission_level_id: GROUP, email: 'robin.sample@example.com' });
    const person = await send('GET', path);
    assert.deepEqual([person.is_user, person.email], [true, 'robin.sample@example.com']);
    assert.equal((await send('DELETE', `${path}/user`)).id, person.id);
    assert.equal((await send('GET', path)).is_user, false);
  });

  it('are single things, such as the signature of an assignee', async () => {
    const assignees = `/rest/v1.0/projects/${project}/action_plans/plan_item_assignees`;
    const { id } = await first(assignees);
    const path = `${assignees}/${id}`;
    const { signature: before } = await send('GET', path);
    assert.deepEqual((await send('GET', `${path}/signature`)).id, before.id);
    const made = await send('POST', `${path}/signature`, { signature: { attachment_string: 'c2ln' } });
    const { signature } = await send('GET', path);
    assert.notEqual(made.id, before.id);
    assert.deepEqual([signature.id, signature.captured_at], [made.id, made.captured_at]);
    assert.equal(signature.attachment.url, made.attachment.url);
    assert.equal(made.captured_by.name, signature.captured_by.name);
    assert.deepEqual((await send('GET', `${path}/signature`)).id, made.id);
    await send('DELETE', `${path}/signature`);
    assert.equal((await send('GET', path)).signature, null);
    assert.equal((await reply('GET', `${path}/signature`)).status, 404);
  });

  it('are signatures that somebody was asked for', async () => {
    const lists = await send('GET', `/rest/v1.0/projects/${project}/checklist/lists`);
    const path = `/rest/v1.0/checklist/lists/${lists[0].id}/signature_requests`;
    const query = `?project_id=${project}`;
    const { id, signature: before } = (await send('GET', `${path}${query}`))[1];
    const { signature: made } = await send('POST', `${path}/${id}/signature${query}`, { attachment: 'c2ln' });
    assert.notEqual(made.id, before.id);
    assert.deepEqual((await send('GET', `${path}/${id}${query}`)).signature, made);
    await send('DELETE', `${path}/${id}/signature${query}`);
    assert.equal((await send('GET', `${path}/${id}${query}`)).signature, null);
  });

  it('are files of a record, with an address', async () => {
    const incidents = `/rest/v1.0/projects/${project}/incidents`;
    const { id } = await first(incidents);
    const made = await send('POST', `${incidents}/${id}/attachments`, { attachment: 'c2ln' });
    const { attachments } = await send('GET', `${incidents}/${id}`);
    assert.deepEqual([attachments.at(-1).id, attachments.at(-1).url], [made.id, made.url]);
    assert.equal((await fetch(made.url)).status, 200);
  });

  it('are people who were added by their ids', async () => {
    const instances = `/rest/v2.0/companies/${company}/projects/${project}/workflows/instances`;
    const { id } = await first(instances);
    const [, second] = await send('GET', `/rest/v1.0/projects/${project}/users`);
    const before = (await send('GET', `${instances}/${id}`)).all_assignees;
    const answer = await send('POST', `${instances}/${id}/additional_assignees`, {
      step_occurrence_id: '1',
      required: true,
      reason: 'other',
      assignee_ids: [String(second.id)],
    });
    assert.equal(answer.id, id);
    const after = (await send('GET', `${instances}/${id}`)).all_assignees;
    assert.deepEqual(after.slice(0, -1), before);
    assert.deepEqual(after, answer.all_assignees);
    assert.deepEqual([after.at(-1).id, after.at(-1).name], [second.id, second.name]);
  });

  it('are changes of the record, such as who an issue is assigned to', async () => {
    const issue = (await send('GET', `/rest/v1.0/coordination_issues?project_id=${project}`)).at(3);
    const [, next] = await send('GET', `/rest/v1.0/projects/${project}/users`);
    const path = `/rest/v1.0/coordination_issues/${issue.id}`;
    const assignment = await send('POST', `${path}/assignments`, {
      project_id: project,
      coordination_issue_assignment: { assignee_id: next.id },
    });
    const { old_assignee_id: old, new_assignee_id: own, coordination_issue_id: of } = assignment;
    assert.deepEqual([old, own, of], [issue.assignee.id, next.id, issue.id]);
    assert.equal((await send('GET', `${path}?project_id=${project}`)).assignee.name, next.name);
  });

  it('are comments of a punch item', async () => {
    const { id } = (await send('GET', `/rest/v1.0/punch_items?project_id=${project}`)).at(3);
    const comment = await send('POST', `/rest/v1.0/punch_items/${id}/comments?project_id=${project}`, {
      comment: { body: 'Sealed again' },
    });
    assert.equal(comment.body, 'Sealed again');
    const { comments } = await send('GET', `/rest/v1.0/punch_items/${id}?project_id=${project}`);
    assert.deepEqual([comments.at(-1).id, comments.at(-1).body], [comment.id, 'Sealed again']);
  });
});

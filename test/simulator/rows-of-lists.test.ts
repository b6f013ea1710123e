/** Bodies with rows of other lists than the one at their path, and rows that are known by more than their id. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: rows of other lists', () => {
  let caller: Caller;
  let company: number;
  let project: number;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 2, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    project = caller.project(0).id;
  });
  after(() => caller.close());

  const send = (method: string, path: string, body?: unknown) =>
    caller.send(method, `/rest/v1.0/${path}`, { 'procore-company-id': String(company) }, body);
  const list = async (path: string) => (await send('GET', path)).json;

  it('are changed by the name they stand under, and each is told whether it was', async () => {
    const notes = `projects/${project}/notes_logs`;
    const [log] = await list(notes);
    const { status, json } = await send('PATCH', `projects/${project}/daily_logs/bulk_updates/bulk_update`, {
      updates: { notes_log: [{ id: log.id, status: 'pending' }], work_log: [{ id: 1, status: 'pending' }] },
    });
    assert.equal(status, 200);
    assert.deepEqual(json, [
      {
        notes_log: [{ id: log.id, status: 'pending', success: true }],
        work_log: [{ id: 1, status: 'pending', success: false, error: 'Not found' }],
      },
    ]);
    const after = await list(notes);
    assert.equal(after.find((each: { id: number }) => each.id === log.id).status, 'pending');
  });

  it('are in the detail of an invoice as they were changed below it', async () => {
    const [invoice] = await list(`requisitions?project_id=${project}`);
    const detail = `requisitions/${invoice.id}/detail?project_id=${project}`;
    const item = (await list(detail)).at(-1);
    const { json } = await send(
      'PATCH',
      `requisitions/${invoice.id}/whole_change_order_items/${item.id}?project_id=${project}`,
      { requisition_whole_change_order_item: { work_completed_this_period: '12.50' } },
    );
    assert.deepEqual([json.id, json.scheduled_value], [item.id, item.scheduled_value]);
    assert.equal((await list(detail)).at(-1).work_completed_this_period, '12.50');
    const [other] = await list(detail);
    const path = `requisitions/${invoice.id}/whole_change_order_items/${other.id}?project_id=${project}`;
    const refused = await send('PATCH', path, { requisition_whole_change_order_item: { comment: 'a' } });
    assert.equal(refused.status, 404);
  });

  it('are kept in the payment application that shows them', async () => {
    const [{ id }] = await list(`payment_applications?project_id=${project}`);
    const [contract] = await list(`prime_contracts?project_id=${project}`);
    const own = `payment_applications/${id}?project_id=${project}`;
    const [line, ...others] = (await list(own)).g703;
    const at = `prime_contracts/${contract.id}/payment_application_line_items`;
    const body = {
      project_id: project,
      payment_application_line_item: { materials_presently_stored: '7.25' },
    };
    assert.equal((await send('PATCH', `${at}/${line.id}`, body)).status, 200);
    const [after, ...same] = (await list(own)).g703;
    assert.deepEqual([after.id, after.materials_presently_stored], [line.id, '7.25']);
    assert.deepEqual(same, others);
    assert.equal((await send('PATCH', `${at}/1`, body)).status, 404);
  });

  it('are found by the UUID that they show, and made with one that nobody has', async () => {
    const issues = `coordination_issues?project_id=${project}`;
    const before = await list(issues);
    const uuid = '0f9d2c5e-0000-4000-8000-00000000abcd';
    for (const title of ['First', 'Second']) {
      const updates = [before[1].uuid, uuid].map((each) => ({ uuid: each, title }));
      const { json } = await send('PATCH', 'coordination_issues/sync', { project_id: project, updates });
      assert.deepEqual(json.errors, []);
    }
    const after: Array<{ id: number; uuid: string; title: string }> = await list(issues);
    assert.equal(after.length, before.length + 1);
    assert.deepEqual(
      after.filter(({ title }) => title === 'Second').map((each) => each.uuid),
      [before[1].uuid, uuid],
    );
  });

  it('are those of the only timesheet that a body names, or of none', async () => {
    const sheets = `projects/${project}/timesheets`;
    const [sheet] = await list(sheets);
    const body = { timesheet_id: sheet.id, timecard_entries: [{ date: '2026-03-04' }] };
    assert.equal((await send('PATCH', sheets, body)).json.id, sheet.id);
    assert.equal((await list(`${sheets}/${sheet.id}`)).timecard_entries[0].date, '2026-03-04');
    assert.equal((await send('PATCH', sheets, { ...body, timesheet_id: 1 })).status, 404);
  });

  it('are the users of the project that a row names, and not those of the company or of no project', async () => {
    const users = `projects/${project}/users`;
    const [, user] = await list(users);
    const change = (project_id: number, permission_template_id: number) =>
      caller.send(
        'PATCH',
        `/rest/v2.0/companies/${company}/users/bulk_update_project_details`,
        { 'procore-company-id': String(company) },
        { users: [{ user_id: String(user.id), project_id: String(project_id), permission_template_id }] },
      );
    assert.equal((await change(project, 71)).status, 200);
    assert.equal((await change(1, 72)).status, 200);
    const templateIn = async (path: string) => (await list(`${path}/${user.id}`)).permission_template;
    assert.equal((await templateIn(users)).id, 71);
    assert.equal(await templateIn(`companies/${company}/users`), null);
  });
});

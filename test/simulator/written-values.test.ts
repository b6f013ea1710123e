/** Values as they are written, shown, and asked for by filters: all three are the same. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: values that are written and filtered', () => {
  let caller: Caller;
  let company: number;
  let inProject: string;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 1, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    inProject = `/rest/v2.0/companies/${company}/projects/${caller.project(0).id}`;
  });
  after(() => caller.close());

  const send = async (method: string, path: string, body?: unknown) => {
    const json = await caller.taken(company, method, path, body);
    return json.data ?? json;
  };
  const idsOf = (rows: ReadonlyArray<{ readonly id: unknown }>) => rows.map(({ id }) => String(id)).sort();

  it('keep an object that is written where a date belongs, and store a text that is no date as null', async () => {
    const register = `/rest/v2.0/companies/${company}/equipment_register`;
    const [{ id }] = await send('GET', `${register}?per_page=1`);
    const records = `${register}/${id}/maintenance/records`;
    const made = await send('POST', records, { equipment_id: String(id), type: 'PLANNED' });
    const written = async (value: unknown) => {
      await send('PATCH', `${records}/${made.id}`, { start_date: value });
      return (await send('GET', `${records}/${made.id}`)).start_date;
    };
    assert.deepEqual(await written({ present: true }), { present: true });
    assert.equal(await written('2026-03-04'), '2026-03-04');
    assert.equal(await written('the fourth of March'), null);
  });

  it('are found by all people whom a record shows, also if its list does not show them', async () => {
    const issues = `${inProject}/coordination_issues`;
    const rows = await send('GET', `${issues}?per_page=100`);
    const shown = new Map<string, string[]>();
    for (const { id } of rows) shown.set(String(id), idsOf((await send('GET', `${issues}/${id}`)).watchers));
    const [first, second] = [...shown.values()].find((people) => people.length === 2) ?? [];
    assert.ok(first && second, 'no issue has two watchers');
    for (const person of [first, second]) {
      const found = await send('GET', `${issues}?per_page=100&filters[watcher_id][]=${person}`);
      const wanted = [...shown].filter(([, people]) => people.includes(person)).map(([id]) => id);
      assert.deepEqual(idsOf(found), wanted.sort());
    }
  });

  it('are numbers in a field of text that a filter asks for by a number', async () => {
    const all = await send('GET', `${inProject}/workflows/instances?per_page=100`);
    const { tool_subtype: subtype } = all[0];
    assert.match(subtype, /^\d$/);
    const found = await send('GET', `${inProject}/workflows/instances?filters[tool_subtype]=${subtype}`);
    const wanted = all.filter((row: { tool_subtype: string }) => row.tool_subtype === subtype);
    assert.ok(wanted.length < all.length);
    assert.deepEqual(idsOf(found), idsOf(wanted));
  });

  it('are in the list of a new record whose first one the body brings', async () => {
    const path = `/rest/v1.0/companies/${company}/email_communications`;
    const { emails, subject } = await send('POST', path, {
      communication: { subject: 'Crane on Monday' },
      email: { body: 'It comes at seven.' },
    });
    assert.deepEqual([subject, emails.length, emails[0].body], ['Crane on Monday', 1, 'It comes at seven.']);
  });

  it('are a row below the record, where a body brings both', async () => {
    const tools = `/rest/v1.0/projects/${caller.project(0).id}/generic_tools`;
    const [tool] = await send('GET', `/rest/v1.0/companies/${company}/generic_tools`);
    const items = `${tools}/${tool.id}/generic_tool_items`;
    const [{ id, closed_at: closed }] = await send('GET', items);
    const item = await send('POST', `${items}/${id}/update_and_send_response`, {
      generic_tool_item: { title: 'Notice of delay' },
      generic_tool_item_response: { notes: 'We agree.', closed_at: '2026-03-04T05:06:07Z' },
    });
    assert.deepEqual([item.title, item.closed_at], ['Notice of delay', closed]);
    const responses = await send('GET', `${items}/${id}/generic_tool_item_responses`);
    const { notes, created_by: by } = responses.at(-1);
    assert.equal(notes, 'We agree.');
    assert.ok(by.name);
  });
});

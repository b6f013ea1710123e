/** Answers that declare pages: which of them are lists, and what a row of them is. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: answers that declare pages', () => {
  let caller: Caller;
  let company: number;
  let project: number;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 2, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    project = caller.project(0).id;
  });
  after(() => caller.close());

  const send = (method: string, path: string, body?: unknown) => caller.taken(company, method, path, body);

  it('show what is beside an inner list, where that is a thing of its own', async () => {
    for (const path of [
      `/rest/v1.0/project_dates?project_id=${project}`,
      `/rest/v1.0/projects/${project}/project_dates`,
    ]) {
      const { schedule_dates: dates, project_dates: rows } = await send('GET', path);
      assert.match(dates.substantial_completion_date, /^\d{4}-\d\d-\d\d$/, path);
      assert.equal(typeof dates.percentage_complete, 'number', path);
      const known = (await send('GET', `/rest/v2.0/companies/${company}/projects/${project}/project_dates`))
        .data;
      assert.equal(rows[0].id, Number(known[0].id), path);
      const some = await send('GET', `${path}${path.includes('?') ? '&' : '?'}per_page=1&page=2`);
      assert.deepEqual([some.schedule_dates, some.project_dates], [dates, [rows[1]]], path);
    }
    const meetings: Array<{ id: number }> = (await send('GET', `/rest/v1.1/projects/${project}/meetings`))
      .meetings;
    const ids = new Set(meetings.map(({ id }) => id));
    for (const path of [
      `/rest/v1.0/meetings/ecrion_pdf_generation_data?project_id=${project}`,
      `/rest/v1.1/projects/${project}/meetings/ecrion_pdf_generation_data`,
    ]) {
      const printed = await send('GET', path);
      assert.equal(typeof printed.pdf_template.name, 'string', path);
      assert.ok(printed.meetings.length > 2, path);
      assert.ok(
        printed.meetings.every(({ id }: { id: number }) => ids.has(id)),
        path,
      );
    }
  });

  it('show where new mails go beside the mails of a topic', async () => {
    const path = `/rest/v1.0/project/${project}/email_communications/emails?topic_type=RFI&topic_id=`;
    const [rfi] = await send('GET', `/rest/v1.0/projects/${project}/rfis`);
    const answer = await send('GET', `${path}${rfi.id}`);
    assert.match(answer.new_communication_email, /^[^@]+@[^@]+$/);
    assert.ok(answer.emails.length > 0);
    assert.equal(answer.total, answer.emails.length);
  });

  it('are a list where only the page is told beside the rows', async () => {
    const path = `/rest/v1.1/projects/${project}/meetings`;
    const { meetings } = await send('GET', path);
    assert.ok(meetings.length > 2);
    assert.deepEqual((await send('GET', `${path}?per_page=2&page=2`)).meetings, meetings.slice(2, 4));
  });

  it('show definitions of custom fields, not their choices, in each version and when they are written', async () => {
    const path = `/rest/v2.0/companies/${company}/custom_field_definitions`;
    const { data } = await send('GET', path);
    const [, older] = await send('GET', `/rest/v1.0/custom_field_definitions?company_id=${company}`);
    for (const row of [data[1], older])
      assert.deepEqual(
        [row.id, row.label, row.data_type, typeof row.description],
        [218_239, 'Union Job', 'boolean', 'string'],
      );
    const fields = { label: 'Crane Hours', data_type: 'decimal', description: 'Hours on site' };
    const made = (await send('POST', path, fields)).data;
    const shown = ({ label, data_type, description }: Record<string, unknown>) => ({
      label,
      data_type,
      description,
    });
    assert.deepEqual(shown(made), fields);
    const changed = { ...fields, description: 'Hours in use' };
    await send('PATCH', `${path}/${made.id}`, changed);
    assert.deepEqual(shown((await send('GET', `${path}/${made.id}`)).data), changed);
    assert.deepEqual(shown((await send('GET', path)).data.at(-1)), changed);
  });

  it('show a record that is written as the list of its own version does', async () => {
    const at = (version: string) =>
      `/rest/${version}/companies/${company}/projects/${project}/viewer_documents/stamps`;
    const first = await send('POST', at('v1.0'), { stamp: 'Checked' });
    assert.equal(first.stamp, 'Checked');
    assert.deepEqual((await send('GET', at('v1.0'))).stamps.at(-1), {
      id: String(first.id),
      stamp: 'Checked',
    });
    for (const version of ['v2.0', 'v2.1']) {
      const second = (await send('POST', at(version), { title: `For ${version}` })).data;
      assert.equal(second.title, `For ${version}`);
      const { data, stamps = data } = await send('GET', `${at(version)}?per_page=100`);
      assert.equal(stamps.at(-1).title, `For ${version}`);
    }
  });
});

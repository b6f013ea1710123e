/** Writes whose answer is a receipt: it tells that something was taken in, and is no record of a list. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: receipts', () => {
  let caller: Caller;
  let project: number;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 1, permissions: ADMIN_EVERYWHERE });
    project = caller.project(0).id;
  });
  after(() => caller.close());

  const send = (method: string, path: string, body?: unknown) =>
    caller.send(method, path, { 'procore-company-id': String(caller.company(0).id) }, body);

  it('give one address for several files, if each of them has what it must have', async () => {
    const { json: invoices } = await send('GET', `/rest/v1.0/requisitions?project_id=${project}`);
    const path = `/rest/v1.0/requisitions/${invoices[0].id}/single_pdf_compilers?project_id=${project}`;
    const files = [
      { type: 'requisition', id: 7 },
      { type: 'attachment', id: 8 },
    ];
    const { status, json } = await send('POST', path, { files });
    assert.deepEqual([status, Object.keys(json)], [201, ['job_url']]);
    assert.equal((await fetch(json.job_url)).status, 200);
    const refused = await send('POST', path, { files: [files[0], { type: 'attachment' }] });
    assert.deepEqual([refused.status, refused.json], [422, { errors: { id: ['required'] } }]);
  });

  it('are a message, and change nothing of the choices that the list at the same path has', async () => {
    const { json: rfis } = await send('GET', `/rest/v1.0/projects/${project}/rfis`);
    const path = `/rest/v1.0/projects/${project}/rfis/${rfis[0].id}/advanced_exports`;
    const { json: before } = await send('GET', path);
    const { status, json } = await send('POST', `${path}?format=pdf`, {
      options: { cover_sheet: 'all_responses', files: [7] },
    });
    assert.deepEqual([status, typeof json.message], [201, 'string']);
    assert.deepEqual((await send('GET', path)).json, before);
  });

  it('are not what several new records get: those are in a list of their name, beside the errors', async () => {
    const { json } = await send('POST', '/rest/v1.0/bim_levels/batch', {
      project_id: project,
      bim_levels: [{ elevation: 3.5, bim_file_id: 7, location_id: 8 }],
    });
    assert.deepEqual([Object.keys(json), json.errors], [['bim_levels', 'errors'], []]);
    assert.equal(json.bim_levels[0].elevation, 3.5);
  });
});

import assert from 'node:assert/strict';
import { LOG_DATES, readsToday } from '../../src/catalogue/daily-logs.js';
import { fieldsOf } from '../../src/catalogue/form.js';
import { find, shipped } from './operations.js';

describe('daily logs without a date', () => {
  const operations = shipped();

  it('are the lists of the daily log that declare a date', () => {
    const declared = operations.filter(
      ({ method, path, tool, params }) =>
        method === 'GET' &&
        tool === 'Daily Log' &&
        !path.endsWith('}') &&
        params.some(({ name }) => LOG_DATES.includes(name)),
    );
    const ours = operations.filter(({ method, path }) => readsToday(method, path));
    assert.deepEqual(
      ours.map(({ id }) => id),
      declared.map(({ id }) => id),
    );
    assert.ok(ours.length > 20);
  });

  it('are known by a path with its values too', () => {
    assert.equal(readsToday('GET', '/rest/v1.0/projects/12/manpower_logs?per_page=5'), true);
    assert.equal(readsToday('POST', '/rest/v1.0/projects/12/manpower_logs'), false);
    assert.equal(readsToday('GET', '/rest/v1.0/projects/12/manpower_logs/7'), false);
  });

  it('have their dates marked as wanted in the form, and no other field', () => {
    const wanted = (path: string) =>
      fieldsOf(find(operations, 'GET', path))
        .filter((field) => field.wanted)
        .map(({ name }) => name);
    assert.deepEqual(wanted('/rest/v1.0/projects/{project_id}/manpower_logs'), LOG_DATES);
    assert.deepEqual(wanted('/rest/v1.0/projects/{project_id}/timecard_entries'), []);
  });
});

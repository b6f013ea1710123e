import assert from 'node:assert/strict';
import { Caller } from './caller.js';

describe('simulator: change events', () => {
  let caller: Caller;
  let query: string;
  before(async () => {
    caller = await Caller.start({ projects: 1, permissions: { change_events: 'Standard' } });
    query = `?project_id=${caller.project(0).id}`;
  });
  after(() => caller.close());

  it('are the same events in both versions, each in its own form', async () => {
    const body = {
      change_event: { title: 'Wider stair', scope: 'in_scope', number: '042', status: { id: 501 } },
    };
    const made = await caller.send('POST', `/rest/v1.1/change_events${query}`, {}, body);
    assert.equal(made.status, 201);
    const { id, title, number, scope, status, change_items: items } = made.json;
    assert.deepEqual(
      [title, number, scope, status.name, items],
      ['Wider stair', '042', 'In Scope', 'Pending', []],
    );
    const older = (await caller.get(`/rest/v1.0/change_events/${id}${query}`)).json;
    assert.deepEqual(
      [older.alphanumeric_number, older.number, older.event_scope, older.status, older.event_type],
      ['042', 42, 'in_scope', 'Pending', 'tbd'],
    );
    const path = `/rest/v1.0/change_events/${id}${query}`;
    const changed = await caller.send('PATCH', path, {}, { change_event: { event_type: 'allowance' } });
    assert.deepEqual(
      [changed.status, changed.json.event_type, changed.json.title],
      [200, 'allowance', 'Wider stair'],
    );
    const list = (await caller.get(`/rest/v1.1/change_events${query}`)).json;
    assert.equal(list.at(-1).id, id);
  });

  it('refuse a status that the company does not have', async () => {
    for (const [version, fields] of [
      ['v1.0', { event_scope: 'tbd', change_event_status_id: 9 }],
      ['v1.1', { scope: 'tbd', status: { id: 9 } }],
    ] as const) {
      const { status } = await caller.send(
        'POST',
        `/rest/${version}/change_events${query}`,
        {},
        { change_event: fields },
      );
      assert.equal(status, 400);
    }
  });
});

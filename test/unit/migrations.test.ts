import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLOW_VERSION, migrated } from '../../nodes/shared/migrations.js';

describe('flows of older versions', () => {
  it('step 1: what a node without a version lacks is filled in, what it has stays', () => {
    const stored = {
      id: 'a',
      type: 'procore-companies',
      connection: 'c',
      delivery: 'row',
      deadline: undefined,
    };
    assert.deepEqual(migrated(stored), {
      ...{ id: 'a', type: 'procore-companies', connection: 'c', delivery: 'row' },
      ...{ companyType: 'connection', output: 'payload', outputType: 'msg', tick: false, concurrency: '8' },
      ...{ deadline: '', onError: 'catch', outputs: 1, version: 1 },
    });
  });

  it('a flow of this version, or of a later one, stays as it is', () => {
    for (const version of [FLOW_VERSION, FLOW_VERSION + 1]) {
      const stored = { version, delivery: 'page', concurrency: '2' };
      assert.deepEqual(migrated(stored), stored);
    }
  });

  it('the editor stores the version that the runtime knows', () => {
    const file = join(__dirname, '../../nodes/shared/editor/action-definition.ts');
    const stated = /version: \{ value: (\d+) \}/.exec(readFileSync(file, 'utf8'))?.[1];
    assert.equal(Number(stated), FLOW_VERSION);
  });
});

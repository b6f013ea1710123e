import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FLOW_VERSION, migrated } from '../../nodes/shared/migrations.js';

const ACTIONS = [
  'procore-access',
  'procore-companies',
  'procore-projects',
  'procore-request',
  'procore-token',
];

/** A node of version 1 as the editor stored it. */
const stored = (type: string, more: object = {}) => ({
  ...{ id: 'a', type, connection: 'c', companyType: 'connection', output: 'payload', outputType: 'msg' },
  ...{ delivery: 'array', tick: false, concurrency: '8', deadline: '', onError: 'catch', outputs: 1 },
  version: 1,
  ...more,
});

describe('flows of older versions', () => {
  it('step 1: what a node without a version lacks is filled in, what it has stays', () => {
    const node = {
      id: 'a',
      type: 'procore-companies',
      connection: 'c',
      delivery: 'row',
      deadline: undefined,
    };
    assert.deepEqual(migrated(node), {
      ...{ id: 'a', type: 'procore-companies', connection: 'c', delivery: 'row' },
      ...{ companyType: 'connection', output: 'payload', outputType: 'msg', tick: false, concurrency: '8' },
      ...{ deadline: '', onError: 'catch', outputs: 1, version: FLOW_VERSION },
    });
  });

  for (const type of ACTIONS) {
    it(`step 2: ${type} keeps the company it had, and is not given the default of a new node`, () => {
      const [one, other] = [{}, { companyType: 'num', company: '7' }].map((more) =>
        migrated(stored(type, more)),
      );
      assert.equal(one?.companyType, 'connection');
      assert.deepEqual([other?.companyType, (other as { company?: string }).company], ['num', '7']);
      assert.equal(migrated({ id: 'a', type } as ReturnType<typeof stored>).companyType, 'connection');
    });
  }

  it('step 2: a request leaves on the message what it read from it, as it did', () => {
    assert.equal((migrated(stored('procore-request')) as Properties).messageInputs, 'kept');
    const chosen = migrated(stored('procore-request', { messageInputs: 'taken' }));
    assert.equal((chosen as Properties).messageInputs, 'taken');
    assert.ok(!('messageInputs' in migrated(stored('procore-companies'))));
  });

  const live = { text: 'demo: 40 rows', fill: 'green', shape: 'dot' };
  for (const [what, status, expected] of [
    ['active', 'active', 'active'],
    ['inactive', 'inactive', 'inactive'],
    ['all', 'all', 'all'],
    ['nothing, which was active', undefined, 'active'],
    ['what the editor put there instead', live, ''],
    ['an empty object', {}, ''],
    ['null', null, ''],
    ['another text', 'closed', ''],
  ] as const) {
    it(`step 2: the status of list projects is renamed: ${what}`, () => {
      const node = migrated(stored('procore-projects', { status })) as Properties;
      assert.equal(node.projectStatus, expected);
      assert.ok(!('status' in node));
      assert.equal(node.version, FLOW_VERSION);
    });
  }

  it('step 2: a status that was chosen under the new name stays, whatever the old one became', () => {
    const node = migrated(stored('procore-projects', { status: live, projectStatus: 'all' })) as Properties;
    assert.equal(node.projectStatus, 'all');
  });

  it('a flow of this version, or of a later one, stays as it is', () => {
    for (const type of ACTIONS) {
      for (const version of [FLOW_VERSION, FLOW_VERSION + 1]) {
        const node = { type, version, delivery: 'page', concurrency: '2', status: 'later' };
        assert.deepEqual(migrated(node), node);
      }
    }
  });

  it('migrating twice is migrating once', () => {
    for (const type of ACTIONS) {
      for (const node of [{ type }, stored(type), stored(type, { status: live })]) {
        const once = migrated(node);
        assert.deepEqual(migrated(once), once);
      }
    }
  });

  for (const [file, pattern] of [
    ['action-definition.ts', /version: \{ value: (\d+) \}/],
    ['older-flows.ts', /VERSION = (\d+);/],
  ] as const) {
    it(`the editor knows the version that the runtime knows (${file})`, () => {
      const text = readFileSync(join(__dirname, '../../nodes/shared/editor', file), 'utf8');
      assert.equal(Number(pattern.exec(text)?.[1]), FLOW_VERSION);
    });
  }
});

type Properties = Record<string, unknown>;

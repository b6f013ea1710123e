import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf } from '../../nodes/shared/fields/config.js';
import { migrated as migratedBy, newestVersion } from '../../nodes/shared/migrations.js';
import { FORMS } from '../support/forms.js';

/** Nodes that had versions before the newest. */
const OLDER = [
  'procore-config',
  'procore-request',
  'procore-access',
  'procore-companies',
  'procore-projects',
  'procore-token',
];
const ACTIONS = OLDER.filter((type) => type !== 'procore-config');
const FLOW_VERSION = 2;
/** The newest version of each type. */
const newest = (type: string) => {
  if (!OLDER.includes(type)) return 0;
  return type === 'procore-config' ? 1 : type === 'procore-request' ? 3 : FLOW_VERSION;
};

const formOf = (type: string) => FORMS[type] ?? assert.fail(type);
const migrated = <T extends { readonly type: string }>(node: T): T =>
  migratedBy(formOf(node.type).migrations, node);

/** A node of version 1 as the editor stored it. */
const stored = (type: string, more: object = {}) => ({
  id: 'a',
  type,
  connection: 'c',
  companyType: 'connection',
  output: 'payload',
  outputType: 'msg',
  delivery: 'array',
  tick: false,
  concurrency: '8',
  deadline: '',
  onError: 'catch',
  outputs: 1,
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
      id: 'a',
      type: 'procore-companies',
      connection: 'c',
      delivery: 'row',
      companyType: 'connection',
      output: 'payload',
      outputType: 'msg',
      tick: false,
      concurrency: '8',
      deadline: '',
      onError: 'catch',
      outputs: 1,
      version: FLOW_VERSION,
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

  it('step 3: a request of before is one call, unless it says otherwise', () => {
    const one = migrated(stored('procore-request', { version: 2 })) as Properties;
    assert.deepEqual(
      [one.scope, one.scopeFilter, one.scopeFilterType, one.tagRows],
      ['call', '', 'json', true],
    );
    const chosen = migrated(stored('procore-request', { version: 2, scope: 'projects' })) as Properties;
    assert.equal(chosen.scope, 'projects');
  });

  it('a flow of this version, or of a later one, stays as it is', () => {
    for (const type of ACTIONS) {
      for (const version of [newest(type), newest(type) + 1]) {
        const node = { type, version, delivery: 'page', concurrency: '2', status: 'later' };
        assert.deepEqual(migrated(node), node);
      }
    }
  });

  it('migrating twice is migrating once', () => {
    for (const type of Object.keys(FORMS)) {
      for (const node of [{ type }, stored(type), stored(type, { status: live })]) {
        const once = migrated(node);
        assert.deepEqual(migrated(once), once);
      }
    }
  });

  for (const [type, { fields, migrations }] of Object.entries(FORMS)) {
    it(`a new ${type} is stored with the version that its last step leads to`, () => {
      const { version } = fields;
      assert.deepEqual(version, { kind: 'kept', default: newestVersion(migrations) });
      assert.equal(newestVersion(migrations), newest(type));
    });

    it(`the editor brings an older ${type} to the newest version, since it drops what it does not know`, () => {
      const script = readFileSync(join(__dirname, '../../nodes', type, 'editor.ts'), 'utf8');
      assert.match(script, new RegExp(`^keepOlder\\('${type}', \\{ fields, migrations \\}`, 'm'));
    });
  }

  const connection = { id: 'c', type: 'procore-config', environment: 'sandbox', timeout: '5' };
  it('step 1 of a connection: what it lacks is what it was read as, what it has stays', () => {
    assert.deepEqual(migrated({ ...connection, version: undefined }), {
      ...connection,
      actAs: 'app',
      demoAccount: 'main',
      quotaScope: 'company',
      reserve: '2',
      lookups: true,
      version: 1,
    });
    const filled = {
      ...connection,
      actAs: 'user',
      demoAccount: 'limited',
      quotaScope: 'app',
      reserve: '0',
      lookups: false,
    };
    assert.deepEqual(migrated(filled), { ...filled, version: 1 });
    const { actAs, quotaScope } = migrated({ ...connection, actAs: '', quotaScope: '' });
    assert.deepEqual([actAs, quotaScope], ['app', 'company']);
  });

  it('a connection of a later version stays as it is', () => {
    const later = { ...connection, version: 7, actAs: '', quotaScope: 'project' };
    assert.deepEqual(migrated(later), later);
  });

  it('a field that a node of this version lacks means what it always meant, not what a new node is given', () => {
    const read = (type: string, more: object = {}) =>
      configOf(formOf(type), { type, version: FLOW_VERSION, ...more }) as unknown as Properties;
    assert.equal(read('procore-companies').companyType, 'connection');
    assert.equal(read('procore-request').method, '');
    assert.equal(read('procore-access').knownType, 'msg');
    assert.equal(read('procore-config').environment, '');
    assert.equal(read('procore-request').messageInputs, 'taken');
    assert.deepEqual(read('procore-request', { params: null }).params, []);
    const { output, concurrency } = read('procore-token', { output: '', concurrency: '' });
    assert.deepEqual([output, concurrency], ['payload', '8']);
    const { timeout, reserve } = read('procore-config', { timeout: '', reserve: '' });
    assert.deepEqual([timeout, reserve], ['60', '2']);
    assert.equal(read('procore-projects', { projectStatus: null }).projectStatus, null);
  });
});

type Properties = Record<string, unknown>;

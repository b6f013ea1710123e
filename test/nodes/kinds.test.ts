import assert from 'node:assert/strict';
import { KINDS } from '../../nodes/kinds.js';
import { withDefaults } from '../../nodes/shared/fields/config.js';
import type { ActionDef } from '../../nodes/shared/flow-json.js';
import texts from '../../nodes/shared/locales/en-US.json';
import packageJson from '../../package.json';
import {
  listCompanies,
  listCustomFields,
  listInstallations,
  listProjects,
  searchUsers,
} from '../../src/operations.js';

describe('kinds of nodes', () => {
  const kindOf = (type: string) =>
    KINDS.find((kind) => kind.type === type) ?? assert.fail(`${type} is missing`);
  const calls = (type: string, config: object = {}) => {
    const kind = kindOf(type);
    return kind
      .operations(withDefaults(kind.fields, config) as ActionDef)
      .map(({ method, path }) => `${method} ${path}`);
  };
  const call = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

  const COMPANIES = call(listCompanies(undefined));
  const PROJECTS = call(listProjects('1', 'all', 'ids'));
  const CUSTOM_FIELDS = call(listCustomFields('{company_id}'));
  const USERS = call(searchUsers('1', 'x'));
  const INSTALLATIONS = call(listInstallations('1'));

  it('are all in the list, which the permissions are made of', () => {
    const types = Object.keys(packageJson['node-red'].nodes).filter((type) => type !== 'procore-config');
    assert.deepEqual(KINDS.map(({ type }) => type).sort(), types.sort());
  });

  it('each have a name for what uses an operation', () => {
    for (const { type } of KINDS)
      assert.match((texts.procore.usedBy as Record<string, string>)[type] ?? '', /__flow__/);
  });

  it('name the calls that they make', () => {
    assert.deepEqual(calls('procore-companies'), [COMPANIES]);
    assert.deepEqual(calls('procore-projects'), [PROJECTS]);
    assert.deepEqual(calls('procore-token'), []);
    // What custom fields are called.
    assert.deepEqual(calls('procore-table'), [CUSTOM_FIELDS]);
    assert.deepEqual(calls('procore-table', { customFields: 'id' }), []);
    assert.deepEqual(calls('procore-request', { method: 'GET', path: '/rest/v1.0/a' }), ['GET /rest/v1.0/a']);
    // What only a message decides.
    assert.deepEqual(calls('procore-request', { method: '' }), [' ']);
    for (const [mode, expected] of [
      [undefined, [COMPANIES, PROJECTS, USERS]],
      ['audit', [COMPANIES, PROJECTS, USERS]],
      ['compare', [COMPANIES, PROJECTS]],
      ['required', [COMPANIES, PROJECTS]],
      ['installations', [COMPANIES, INSTALLATIONS]],
    ] as const) {
      assert.deepEqual(calls('procore-access', { mode }), expected, String(mode));
    }
  });

  it('name a second connection where they use one', () => {
    const access = kindOf('procore-access');
    const named = (mode: string) =>
      access.connections?.({ mode, connection: 'a', other: 'b' } as unknown as ActionDef);
    assert.deepEqual(
      [named('audit'), named('compare')],
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
    );
    assert.deepEqual([named('required'), named('installations')], [['a'], ['a']]);
  });
});

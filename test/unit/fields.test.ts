import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fields as connection } from '../../nodes/procore-config/fields.js';
import { draftSchema } from '../../nodes/shared/admin/draft-schema.js';
import { checkChoices } from '../../nodes/shared/fields/check.js';
import { withDefaults } from '../../nodes/shared/fields/config.js';
import { credentialsOf, defaultsOf } from '../../nodes/shared/fields/defaults.js';
import { draftFrom } from '../../nodes/shared/fields/draft.js';
import type { Fields } from '../../nodes/shared/fields/field.js';
import { settingsOf } from '../../nodes/shared/fields/settings.js';
import { editorScript } from '../../scripts/build/editor-script.js';
import { parseConnection } from '../../src/connection.js';
import { PRESETS } from '../../src/environments.js';
import { FORMS } from '../support/forms.js';

const NODES = join(__dirname, '../../nodes');
const TABLES = Object.fromEntries(Object.entries(FORMS).map(([type, { fields }]) => [type, fields]));

describe('a table of fields', () => {
  it('of a connection needs one more line for a field more: defaults, draft, schema and settings have it', () => {
    const more = {
      ...connection,
      redisUrl: { kind: 'text', label: 'Redis URL', default: '' },
      idle: { kind: 'seconds', label: 'Idle time', default: '30', emptyIsAbsent: true },
      mode: { kind: 'choice', label: 'Mode', default: 'soft', values: ['soft', 'hard'] },
      strict: { kind: 'tick', label: 'Strict', default: false },
      token: { kind: 'credential', label: 'token', type: 'password' },
    } as const satisfies Fields;

    const defaults = defaultsOf(more, (name) => (name === 'idle' ? 'a validator' : undefined));
    assert.deepEqual(defaults.redisUrl, { value: '' });
    assert.deepEqual(defaults.idle, { value: '30', validate: 'a validator' });
    assert.deepEqual(defaults.mode, { value: 'soft' });
    assert.deepEqual(defaults.strict, { value: false });
    assert.ok(!('token' in defaults));
    assert.deepEqual(credentialsOf(more).token, { type: 'password' });

    const entered: Readonly<Record<string, unknown>> = {
      environment: 'sandbox',
      redisUrl: 'redis://cache',
      idle: '5',
      mode: 'hard',
      strict: true,
      token: 't',
    };
    // What the editor keeps for itself is not sent.
    const shown: typeof entered = { ...entered, companyName: 'Osterhaven', version: 1 };
    const sent = { ...entered, id: 'c' };
    const draft = { ...draftFrom(more, (name) => shown[name]), id: 'c' };
    assert.deepEqual(draft, sent);

    const taken = draftSchema(more).parse({ ...draft, unheardOf: 1 });
    assert.deepEqual(taken, sent);
    for (const wrong of [{ mode: 'loud' }, { strict: 'yes' }, { redisUrl: {} }, { environment: undefined }]) {
      assert.equal(draftSchema(more).safeParse({ ...draft, ...wrong }).success, false, JSON.stringify(wrong));
    }

    const expand = (value: unknown) => String(value ?? '').toUpperCase();
    const settings = settingsOf(more, withDefaults(more, taken), expand);
    assert.equal(settings.redisUrl, 'REDIS://CACHE');
    assert.equal(settings.idleMs, 5_000);
    assert.equal(settings.mode, 'hard');
    assert.equal(settings.strict, true);
    assert.equal(settings.token, 'T');
    const least = settingsOf(more, withDefaults(more, { environment: 'sandbox', idle: '' }), expand);
    assert.deepEqual([least.redisUrl, least.idleMs, least.mode], [undefined, 30_000, 'soft']);
  });

  it('gives the settings of a connection in the units of the client', () => {
    const given = withDefaults(connection, { environment: 'sandbox', timeout: '5', reserve: '${EMPTY}' });
    const labels: string[] = [];
    const settings = settingsOf(connection, given, (value, label) => {
      labels.push(label);
      return value === '${EMPTY}' ? '' : String(value ?? '');
    });
    assert.equal(settings.timeoutMs, 5_000);
    assert.equal(settings.reserve, 0.02);
    assert.equal(settings.lookups, true);
    assert.ok(labels.includes('request timeout') && labels.includes('client secret'));
    for (const name of ['name', 'version', 'companyName', 'loginUrl', 'tls'])
      assert.ok(!(name in settings), name);
  });

  it('gives a client no setting that it drops without a word', () => {
    const credentials = {
      clientId: 'id-of-the-app',
      clientSecret: 'secret-of-the-app',
      companyId: '562949953425831',
    };
    const given = { ...withDefaults(connection, { environment: 'sandbox' }), ...credentials };
    const settings = settingsOf(connection, given, (value) => String(value ?? ''));
    const { apiUrl, loginUrl } = PRESETS.sandbox;
    const parsed = parseConnection({ ...settings, apiUrl, loginUrl });
    // Only the simulator asks which account of the demo it is.
    const dropped = Object.keys(settings).filter((name) => !(name in parsed) && name !== 'demoAccount');
    assert.deepEqual(dropped, []);
  });

  /** Fields whose errors come from the client as well, which knows no dialog. */
  const CLIENT_WORDS = ['companyId', 'timeout', 'reserve'];

  const WITHOUT_ROW: Readonly<Record<string, readonly string[]>> = {
    // A list with an id of its own.
    'procore-changes': ['params'],
    // It gets no list; its own list has a separate id.
    'procore-event': ['delivery', 'tick', 'resources'],
    // Lists and a tick with ids of their own.
    'procore-request': ['params', 'bodyRows', 'messageInputs'],
    // It asks no company for anything.
    'procore-table': ['company', 'companyType'],
    // It sends one message.
    'procore-token': ['delivery', 'tick'],
  };

  for (const [type, fields] of Object.entries(TABLES)) {
    it(`of ${type} calls its fields what their dialog calls them`, () => {
      const text = (folder: string) => readFileSync(join(NODES, folder, 'locales/en-US.json'), 'utf8');
      const shown: string[] = [];
      JSON.parse(`[${text(type)},${text('shared')}]`, (_, value) => {
        if (typeof value === 'string') shown.push(value.toLowerCase());
        return value;
      });
      for (const [name, { kind, label }] of Object.entries(fields)) {
        if (kind === 'kept' || CLIENT_WORDS.includes(name)) continue;
        assert.ok(label, `${name} has no label`);
        assert.ok(shown.includes(label.toLowerCase()), `the dialog has no "${label}" for ${name}`);
      }
    });

    it(`of ${type} has a row in the dialog for each field`, () => {
      const own = readFileSync(join(NODES, type, 'editor.html'), 'utf8');
      const html = own.replace(/<!-- include ([\w-]+) -->/g, (_, name: string) =>
        readFileSync(join(NODES, 'shared/editor', `${name}.html`), 'utf8'),
      );
      const ids = new Set([...html.matchAll(/id="node(?:-config)?-input-(\w+)"/g)].map(([, id]) => id));
      const missing = Object.entries(fields)
        .filter(([name, { kind }]) => kind !== 'kept' && !ids.has(name))
        .map(([name]) => name);
      assert.deepEqual(missing, WITHOUT_ROW[type] ?? []);
    });

    it(`of ${type} is named, property by property, in the definition that the editor loads`, async () => {
      const code = await editorScript(join(NODES, type, 'editor.ts'));
      const [, names = ''] = /\bdefaults:\{([^{}]*)\}/.exec(code) ?? [];
      assert.deepEqual(
        names.split(',').map((each) => each.split(':')[0]),
        Object.keys(defaultsOf(fields, () => undefined)),
      );
    });

    it(`of ${type} has defaults that its own check takes`, () => {
      const defaults = defaultsOf(fields, () => undefined);
      const fresh = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
      assert.doesNotThrow(() => checkChoices(fields, fresh));
      const choice = Object.keys(fields).find((name) => 'values' in (fields[name] ?? {})) ?? assert.fail();
      assert.throws(() => checkChoices(fields, { ...fresh, [choice]: 'nonsense' }), /must be one of/);
    });
  }
});

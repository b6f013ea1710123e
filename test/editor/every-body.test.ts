/**
 * Bodies in the real editor: opened by the search, every field typed, changed to JSON and back, stored and sent by
 * Node-RED. `npm test` plays those that have every kind of field, and the largest; `npm run test:bodies` plays all.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parted, stepsOf } from '../../src/catalogue/body-tree.js';
import { signatureOf } from '../../src/catalogue/operation.js';
import { RecordSources } from '../../src/catalogue/record-source.js';
import type { FieldValue, NamedValue } from '../../src/catalogue/values.js';
import { describeInBrowser } from '../../testing/browser.js';
import { DemoIds, type Picks } from '../catalogue/bodies/demo-ids.js';
import { type EnteredBody, Person } from '../catalogue/bodies/entered.js';
import { type KnownBody, knownBodies } from '../catalogue/bodies/known-bodies.js';
import { unlimited } from '../catalogue/bodies/recorder.js';
import { kindsIn, telling } from '../catalogue/bodies/telling.js';
import { shipped } from '../catalogue/operations.js';
import { ID, RequestEditor, SECRET } from '../support/request-editor.js';

const IS_WHOLE = process.env.BODIES === 'whole';
/** How many bodies `npm test` plays. */
const SOME = 40;

interface Played {
  readonly body: KnownBody;
  readonly picks: Picks;
  readonly entered: EnteredBody;
}

interface Json {
  readonly text: string;
  readonly rows: readonly string[];
}

describeInBrowser('bodies of the catalogue in the editor', function () {
  this.timeout(IS_WHOLE ? 1_200_000 : 120_000);
  let on: RequestEditor;
  const played: Played[] = [];
  const stored = new Map<Played, { readonly body: string; readonly rows: readonly NamedValue[] }>();
  before(async () => {
    on = await RequestEditor.start({}, { companies: 1, projects: 2, ...unlimited() });
    const sources = new RecordSources(shipped());
    const ids = new DemoIds({ ...on.simulator, clientSecret: SECRET }, sources);
    for (const body of await knownBodies()) {
      const picks = await ids.picksFor(body);
      played.push({ body, picks, entered: Person.enters(body, picks) });
    }
    await ids.close();
    if (!IS_WHOLE) played.splice(0, played.length, ...telling(played, SOME));
    await on.page.setViewportSize({ width: 1400, height: 1300 });
    await on.page.addScriptTag({ path: join(__dirname, 'body-typist.js') });
  });
  after(() => on?.stop());

  const typist = <T>(call: string): Promise<T> => on.page.evaluate(`bodyTypist.${call}`) as Promise<T>;

  it('open, and keep what was typed through JSON and back', async () => {
    await on.open(ID.request);
    const wrong: string[] = [];
    let fields = 0;
    for (const each of played) {
      const { operation } = each.body;
      const { whole, fields: typed } = each.entered;
      const entries = [...typed].map(([place, value]) => ({
        steps: place === '' ? [] : stepsOf(place),
        typed: value,
      }));
      try {
        await typist(`open(${JSON.stringify(operation.method)}, ${JSON.stringify(operation.path)})`);
        await typist(`type(${JSON.stringify(entries)})`);
        const first = await typist<Json>('toJson()');
        const { json, rows } = parted(whole);
        assert.deepEqual(sorted(JSON.parse(first.text)), sorted(json));
        assert.deepEqual(
          [...first.rows].sort(),
          rows.map(({ name, value }) => `${name} = msg.${value}`).sort(),
        );
        assert.equal(await typist('toForm()'), '');
        const shown = new Map(await typist<Array<[string, FieldValue]>>('shown()'));
        const named = [...typed].map(([place, value]) => [place === '' ? 'body' : place, value] as const);
        assert.deepEqual(Object.fromEntries([...shown].sort()), Object.fromEntries(named.sort()));
        assert.deepEqual(await typist<Json>('toJson()'), first);
        stored.set(each, { body: first.text, rows });
        fields += typed.size;
      } catch (error) {
        wrong.push(`${signatureOf(operation)}: ${(error as Error).message.slice(0, 600)}`);
      }
      await typist('clear()');
    }
    await on.editor.cancelDialog();
    console.log(
      `      ${played.length} bodies with ${fields} fields opened, ${wrong.length} wrong; ${kindsIn(played).size} kinds`,
    );
    assert.deepEqual(wrong, []);
    assert.deepEqual(on.editor.errors, []);
  });
});

/** With the keys of objects in alphabetical order: a form begins with what is required. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Bodies in the real editor: opened by the search, every field typed, changed to JSON and back, stored and sent by
 * Node-RED. `npm test` plays those that have every kind of field, and the largest; `npm run test:bodies` plays all.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { parted, Reference, stepsOf } from '../../src/catalogue/body-tree.js';
import { signatureOf } from '../../src/catalogue/operation.js';
import { RecordSources } from '../../src/catalogue/record-source.js';
import type { FieldValue, NamedValue } from '../../src/catalogue/values.js';
import { describeInBrowser } from '../../testing/browser.js';
import { DemoIds, type Picks } from '../catalogue/bodies/demo-ids.js';
import { type EnteredBody, FILE_IN_MESSAGE, Person } from '../catalogue/bodies/entered.js';
import { allBodies, type KnownBody } from '../catalogue/bodies/known-bodies.js';
import { expectedOf, FILE_TEXT, readBody } from '../catalogue/bodies/received.js';
import { unlimited } from '../catalogue/bodies/recorder.js';
import { MARK, requestNode } from '../catalogue/bodies/request-node.js';
import { kindsIn, telling } from '../catalogue/bodies/telling.js';
import { shipped } from '../catalogue/operations.js';
import { ID, NODE, RequestEditor, SECRET } from '../support/request-editor.js';

const IS_WHOLE = process.env.BODIES === 'whole';
/** How many bodies `npm test` plays. */
const SOME = 40;

const START = 'bodies';

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
  this.timeout(IS_WHOLE ? 3_000_000 : 240_000);
  let on: RequestEditor;
  const played: Played[] = [];
  const stored = new Map<Played, { readonly body: string; readonly rows: readonly NamedValue[] }>();
  before(async () => {
    on = await RequestEditor.start({}, { companies: 1, projects: 2, ...unlimited() });
    const sources = new RecordSources(shipped());
    const ids = new DemoIds({ ...on.simulator, clientSecret: SECRET }, sources);
    const all = await allBodies();
    for (const body of IS_WHOLE ? all : telling(all, sources, SOME)) {
      const picks = await ids.picksFor(body);
      played.push({ body, picks, entered: Person.enters(body, picks) });
    }
    await ids.close();
    await on.page.setViewportSize({ width: 1400, height: 1300 });
    await on.page.addScriptTag({ path: join(__dirname, 'body-typist.js') });
  });
  after(() => on?.stop());

  const typist = <T>(call: string): Promise<T> => on.page.evaluate(`bodyTypist.${call}`) as Promise<T>;

  it('open, and keep what was typed through JSON and back', async () => {
    await on.open(ID.request);
    const wrong: string[] = [];
    let fields = 0;
    for (const [index, each] of played.entries()) {
      if (index > 0 && index % 100 === 0) console.log(`      ${index} bodies, ${wrong.length} wrong`);
      const { operation } = each.body;
      const { whole, fields: typed } = each.entered;
      const entries = [...typed].map(([place, value]) => ({
        steps: place === '' ? [] : stepsOf(place),
        typed: value,
      }));
      try {
        await typist(`open(${JSON.stringify(operation.method)}, ${JSON.stringify(operation.path)})`);
        assert.equal(await typist(`write(${JSON.stringify(emptied(whole))})`), '');
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
      if (each !== played.at(-1)) await typist('clear()');
    }
    await on.editor.saveDialog();
    const last = stored.get(played.at(-1) ?? assert.fail());
    const { body, bodyRows = [] } = await on.stored<{ body: string; bodyRows?: readonly NamedValue[] }>(
      ID.request,
    );
    assert.deepEqual({ body, rows: bodyRows }, last);
    console.log(
      `      ${played.length} bodies with ${fields} fields opened, ${wrong.length} wrong; ${kindsIn(played.map(({ body }) => body)).size} kinds`,
    );
    assert.deepEqual(wrong, []);
    assert.deepEqual(on.editor.errors, []);
  });

  it('are sent by Node-RED as they were typed', async () => {
    const nodes = [...stored].map(([{ body, picks }, kept], index) => ({
      ...NODE,
      ...requestNode(body, picks, kept, String(index)),
      id: `body${index}`,
    }));
    await on.deployBeside([startOf(nodes.map(({ id }) => id)), ...nodes]);
    await on.nodeRed.inject(START);
    const received = () => on.calls.filter(({ headers }) => MARK in headers);
    await on.nodeRed.until(() => received().length >= nodes.length, 'request of each node', 120_000);
    const wrong: string[] = [];
    for (const { method, path, headers, body } of received()) {
      const [each] = [...stored.keys()].slice(Number(headers[MARK]));
      try {
        assert.deepEqual(
          await readBody(body, headers['content-type']),
          expectedOf(each?.entered ?? assert.fail()),
        );
      } catch (error) {
        wrong.push(`${method} ${path}: ${(error as Error).message.slice(0, 600)}`);
      }
    }
    console.log(`      ${received().length} sent, ${wrong.length} wrong`);
    assert.deepEqual(wrong, []);
  });
});

/** Starts every node with a message that has a file. */
function startOf(ids: readonly string[]): object {
  return {
    ...NODE,
    type: 'inject',
    id: START,
    props: [
      { p: 'payload' },
      { p: FILE_IN_MESSAGE, v: JSON.stringify([...Buffer.from(FILE_TEXT)]), vt: 'bin' },
    ],
    payload: 'not the body',
    payloadType: 'str',
    repeat: '',
    crontab: '',
    once: false,
    wires: [ids],
  };
}

/** The JSON of a body with null for each of its values, so that its form shows every field. */
function emptied(whole: unknown): string {
  const hollow = (value: unknown): unknown => {
    if (value instanceof Reference || typeof value !== 'object' || value === null) return null;
    if (!Array.isArray(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hollow(item)]));
    return value.every(isRow) ? value.map(hollow) : null;
  };
  return JSON.stringify(hollow(whole));
}

const isRow = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** With the keys of objects in alphabetical order: a form begins with what is required. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

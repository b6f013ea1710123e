/**
 * Each body of the catalogue: it opens as a form, keeps what was typed through JSON and back, and a real node sends it
 * over HTTP to the simulator exactly as it was typed. test/editor/every-body.test.ts does it in the real editor.
 */
import assert from 'node:assert/strict';
import { joined, parted } from '../../src/catalogue/body-tree.js';
import { parseJsonField } from '../../src/catalogue/json-field.js';
import { signatureOf } from '../../src/catalogue/operation.js';
import { RecordSources } from '../../src/catalogue/record-source.js';
import { action, connectionAt, flow, helper, keyOf, type Properties, until } from '../support/flow.js';
import { DemoIds, type Picks } from './bodies/demo-ids.js';
import { type EnteredBody, FILE_IN_MESSAGE, Person, shownFor } from './bodies/entered.js';
import { allBodies, type KnownBody } from './bodies/known-bodies.js';
import { expectedOf, FILE_TEXT, readBody } from './bodies/received.js';
import { Recorder } from './bodies/recorder.js';
import { requestNode } from './bodies/request-node.js';
import { shipped } from './operations.js';

describe('every body of the catalogue', function () {
  this.timeout(120_000);
  let recorder: Recorder;
  let sources: RecordSources;
  let bodies: KnownBody[];
  const picks = new Map<KnownBody, Picks>();
  const entered = new Map<KnownBody, EnteredBody>();
  before(async () => {
    bodies = await allBodies();
    sources = new RecordSources(shipped());
    recorder = await Recorder.start();
    const ids = new DemoIds(recorder.simulator, sources);
    await Promise.all(bodies.map(async (body) => picks.set(body, await ids.picksFor(body))));
    await ids.close();
    helper.startServer();
  });
  after(async () => {
    await helper.unload();
    helper.stopServer();
    await recorder?.close();
  });

  it('takes what is typed in each of its fields, and shows it again after JSON and back', () => {
    let fields = 0;
    for (const [body, hand] of picks) {
      const typing = Person.enters(body, hand);
      entered.set(body, typing);
      const { whole, fields: typed } = typing;
      const { json, rows } = parted(whole);
      const again = joined(parseJsonField(JSON.stringify(json, null, 2), 'body'), rows);
      const shown = shownFor(body, again, sources);
      assert.deepEqual([...shown].sort(), [...typed].sort(), signatureOf(body.operation));
      fields += typed.size;
    }
    const known = bodies.filter(({ isKeysOnly }) => !isKeysOnly);
    const writes = known.filter(({ operation }) => operation.method !== 'DELETE');
    const keys = bodies.length - known.length;
    console.log(
      `      ${writes.length} bodies, ${known.length - writes.length} of DELETE, ${keys} with keys only: ${fields} fields`,
    );
    assert.equal(writes.length, 932);
    assert.ok(keys > 150, String(keys));
    assert.ok(fields > 10_000, `${fields} fields`);
  });

  it('is sent by a node exactly as it was typed', async () => {
    const nodes = bodies.map((body, index) => nodeFor(body, index));
    const [first, ...others] = nodes;
    const { seen } = await flow(
      first ?? assert.fail(),
      connectionAt(recorder.url),
      keyOf(recorder.simulator),
      others,
    );
    for (const { id } of nodes) {
      const msg = { payload: 'not the body', [FILE_IN_MESSAGE]: Buffer.from(FILE_TEXT) };
      helper.getNode(String(id)).receive(msg as never);
    }
    await until(() => recorder.received.size + seen.caught.length >= bodies.length, 60_000).catch(
      () => undefined,
    );
    const wrong: string[] = [];
    const statuses = new Map<number, number>();
    let forms = 0;
    for (const [index, body] of bodies.entries()) {
      const typing = entered.get(body) ?? assert.fail();
      const { files } = typing;
      const got = recorder.received.get(String(index));
      const name = signatureOf(body.operation);
      if (!got) {
        wrong.push(`${name}: nothing came`);
        continue;
      }
      statuses.set(got.status, (statuses.get(got.status) ?? 0) + 1);
      try {
        if (files > 0) forms++;
        assert.equal(got.contentType.startsWith('multipart/'), files > 0, got.contentType);
        assert.equal(got.method, body.operation.method);
        assert.deepEqual(await readBody(got.body, got.contentType), expectedOf(typing));
      } catch (error) {
        wrong.push(`${name}: ${(error as Error).message.slice(0, 700)}`);
      }
    }
    const answers = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
    console.log(
      `      ${recorder.received.size} sent, ${forms} of them with files; the simulator answers ${answers}`,
    );
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} wrong`);
  });

  /** The node as the dialog stores it. */
  function nodeFor(body: KnownBody, index: number): Properties {
    const { whole } = entered.get(body) ?? assert.fail();
    const { json, rows } = parted(whole);
    return action('procore-request', {
      ...requestNode(
        body,
        picks.get(body) ?? assert.fail(),
        { body: JSON.stringify(json, null, 2), rows },
        String(index),
      ),
      id: `body-${index}`,
      wires: [[], []],
    });
  }
});

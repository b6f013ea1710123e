/**
 * Bodies in the real editor. Each has a node of its own, whose dialog opens: the operation is found by the search, its
 * path and every field of its body are typed, the body is changed to JSON and back, and Done closes the dialog. Then the
 * editor deploys the nodes, and Node-RED sends their requests to the simulator. `npm test` plays the bodies that have
 * every kind of field, and the largest; `npm run test:bodies` plays all, or a part of them.
 */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Browser } from 'playwright-core';
import { signatureOf } from '../../src/catalogue/operation.js';
import { RecordSources } from '../../src/catalogue/record-source.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { describeInBrowser, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { newUserDir } from '../../testing/node-red.js';
import { DemoIds } from '../catalogue/bodies/demo-ids.js';
import { allBodies } from '../catalogue/bodies/known-bodies.js';
import { unlimited } from '../catalogue/bodies/recorder.js';
import { MARK } from '../catalogue/bodies/request-node.js';
import { kindsIn, telling } from '../catalogue/bodies/telling.js';
import { shipped } from '../catalogue/operations.js';
import { until } from '../support/until.js';
import { checkDialog, checkRequest } from './bodies/check.js';
import { Lane } from './bodies/lane.js';
import { type Task, taskFor } from './bodies/task.js';

/** Which part of all bodies is played, such as the first of four: `1/4`. Without it, only some are. */
const [PART = 0, PARTS = 0] = process.env.BODIES?.split('/').map(Number) ?? [];
const IS_WHOLE = PARTS > 0;
/** How many bodies `npm test` plays. */
const SOME = 40;
/**
 * Pages that are filled in at the same time. A dialog waits for half a second while it slides in and out, so that two of
 * them keep one core busy.
 */
const LANES = IS_WHOLE ? Math.min(4, 2 * availableParallelism()) : 1;

describeInBrowser('bodies of the catalogue in the editor', function () {
  this.timeout(IS_WHOLE ? 1_800_000 : 240_000);
  let simulator: Simulator;
  let browser: Browser;
  let tasks: Task[];
  const lanes: Lane[] = [];
  const wrong: string[] = [];
  const entered = new Set<Task>();
  before(async () => {
    simulator = await startSimulator({ companies: 1, projects: 2, ...unlimited() });
    const sources = new RecordSources(shipped());
    const ids = new DemoIds(simulator, sources);
    const all = await allBodies();
    const bodies = IS_WHOLE
      ? all.filter((_, index) => index % PARTS === PART - 1)
      : telling(all, sources, SOME);
    tasks = await Promise.all(
      bodies.map(async (body, index) => taskFor(`body${index}`, body, await ids.picksFor(body))),
    );
    await ids.close();
    browser = await launch();
    const installed = installPackage(newUserDir());
    // One after the other: an editor that loads too slowly shows a tip before it has a place for it, which is an error.
    for (let lane = 0; lane < LANES; lane++) {
      const userDir = newUserDir();
      cpSync(installed, userDir, { recursive: true });
      const own = tasks.filter((_, index) => index % LANES === lane);
      lanes.push(await Lane.start(browser, userDir, simulator, own));
    }
  });
  after(async () => {
    await Promise.all(lanes.map((lane) => lane.stop()));
    await browser?.close();
    await simulator?.close();
  });

  const failed = ({ body }: Task, { message }: Error) => {
    wrong.push(`${signatureOf(body.operation)}: ${message.slice(0, 600)}`);
    // The whole list takes minutes; nobody should wait for its end to read the first failure.
    if (IS_WHOLE) console.log(`      ${wrong.at(-1)}`);
  };

  it('open, and keep what was typed through JSON and back', async () => {
    const began = performance.now();
    const seconds = () => Math.round((performance.now() - began) / 1_000);
    let fields = 0;
    const told: Parameters<Lane['play']>[0] = (task, said) => {
      try {
        if (said instanceof Error) throw said;
        checkDialog(task, said);
        entered.add(task);
        fields += task.entered.fields.size;
      } catch (error) {
        failed(task, error as Error);
      }
      const done = entered.size + wrong.length;
      if (done % 100 === 0) console.log(`      ${done} bodies in ${seconds()} s, ${wrong.length} wrong`);
    };
    await Promise.all(lanes.map((lane) => lane.play(told)));
    const keys = tasks.filter(({ body }) => body.isKeysOnly).length;
    const kinds = kindsIn(tasks.map(({ body }) => body)).size;
    console.log(
      `      ${tasks.length} bodies, ${keys} of them with keys only, with ${fields} fields of ${kinds} kinds filled in in ${seconds()} s, ${wrong.length} wrong`,
    );
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} wrong`);
    assert.deepEqual(
      lanes.flatMap(({ errors }) => errors),
      [],
    );
  });

  it('are sent by Node-RED as they were typed', async () => {
    await Promise.all(lanes.map((lane) => lane.send()));
    const received = () => new Map(simulator.requests.map((request) => [request.headers[MARK], request]));
    // What did not come is told below, by name.
    await until(() => tasks.every(({ id }) => received().has(id)), 60_000).catch(() => undefined);
    const requests = received();
    wrong.splice(0);
    for (const task of entered) {
      try {
        await checkRequest(task, requests.get(task.id) ?? assert.fail('Nothing came.'));
      } catch (error) {
        failed(task, error as Error);
      }
    }
    console.log(`      ${entered.size} deployed and sent, ${wrong.length} wrong`);
    assert.equal(entered.size, tasks.length);
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} wrong`);
  });
});

import assert from 'node:assert/strict';
import { readerOf } from '../../testing/changes/reader-of.js';
import { RFIS, Stage } from './stage.js';

describe('runs of changes', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  it('take turns: a second one does not leave out what the first has read already', async () => {
    stage = await Stage.start({ projects: 3, records: 12 });
    await stage.run();
    // The first run has read a project, and waits in it, when a row there is changed and a second run is wanted.
    const first = (await readerOf(stage.client, RFIS, {}, stage.now)).results();
    stage.rows(1).change(stage.id(0, 1), { subject: 'Changed before' });
    const step = await first.next();
    stage.rows(0).change(stage.id(), { subject: 'Changed since' });
    const second = stage.run();
    let hasEnded = false;
    second.then(() => {
      hasEnded = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(hasEnded, false);
    if (!step.done && 'step' in step.value) await step.value.step.confirmed();
    for await (const result of first) if ('step' in result) await result.step.confirmed();
    const { changes, complete, summary } = await second;
    assert.deepEqual([summary.resumed, complete], [0, true]);
    assert.ok(changes.length <= 1);
  });

  it('begin anew with forget, also with the projects: one that is gone for good is no longer missed', async () => {
    stage = await Stage.start({ projects: 3, records: 12 });
    await stage.run();
    const without = (rows: unknown[]) => rows.slice(1);
    stage.proxy.fault = (path) =>
      path.includes('/projects?')
        ? {
            change: (answer) => {
              const rows: unknown = JSON.parse(answer.body);
              if (Array.isArray(rows)) answer.body = JSON.stringify(without(rows));
              answer.headers.total = '2';
            },
          }
        : undefined;
    assert.deepEqual((await stage.run()).unreachable, ['project not permitted']);
    const { complete, unreachable } = await stage.run({ forget: true });
    assert.deepEqual([complete, unreachable], [true, []]);
    assert.equal((await stage.run()).complete, true);
  });

  it('of two companies have each a cursor', async () => {
    stage = await Stage.start({ companies: 2, projects: 2, records: 6 });
    const [one, two] = stage.simulator.companies;
    const of = (company: typeof one) => {
      const pieces = (company?.projects ?? []).map((project) => ({
        company: company as never,
        project: project as never,
      }));
      return { companyId: String(company?.id), cover: async () => ({ pieces, leftOut: new Set<string>() }) };
    };
    for (const company of [one, two, one, two]) {
      const { complete, unreachable } = await stage.run(of(company));
      assert.deepEqual([complete, unreachable], [true, []]);
    }
  });

  it('say that another one has begun since, if a message is confirmed too late', async () => {
    stage = await Stage.start({ records: 12 });
    await stage.run();
    stage.rows().change(stage.id(), { subject: 'Changed' });
    const late: Array<() => Promise<void>> = [];
    await stage.run({
      takes: (step) => {
        if (step.changes.length > 0) late.push(() => step.confirmed());
        return step.changes.length === 0;
      },
    });
    await stage.run({ full: true });
    assert.equal(late.length, 1);
    const [confirm = () => Promise.reject(new Error('nothing was late'))] = late;
    await assert.rejects(confirm(), { code: 'PROCORE_STATE', message: /Another run has begun/ });
  });
});

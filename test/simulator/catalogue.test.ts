/**
 * The whole catalogue against its shapes. The suite tries every seventh operation; `npm run test:simulator` tries all of
 * them and prints what it found.
 */
import assert from 'node:assert/strict';
import type { OperationParam } from '../../src/catalogue/operation.js';
import { type Finding, fieldOf } from './catalogue/filter.js';
import { isFilter, proven } from './catalogue/filter-proofs.js';
import { named } from './catalogue/filter-reasons.js';
import { byTree, byWriting } from './catalogue/filter-writing.js';
import { ListUnderTest } from './catalogue/list-under-test.js';
import { sorting, sortsOf } from './catalogue/order-proofs.js';
import { compared, rowsIn } from './catalogue/shape-reader.js';
import { type Known, Stage } from './catalogue/stage.js';
import { Tally } from './catalogue/tally.js';
import { viewing, viewsOf } from './catalogue/view-proofs.js';
import { changed, created, type WriteFinding } from './catalogue/write-proofs.js';

/** A parameter of a list. */
interface Tested {
  readonly known: Known;
  readonly param: OperationParam;
}

const STEP = process.env.CATALOGUE === 'whole' ? 1 : 7;

describe('simulator: every operation of the catalogue', function () {
  this.timeout(300_000);
  let stage: Stage;
  let lists: readonly Known[];
  before(async () => {
    stage = await Stage.open(STEP);
    lists = stage.all.filter(
      ({ operation }) =>
        operation.method === 'GET' && operation.returns?.endsWith('array') && stage.isPlain(operation),
    );
  });
  after(() => stage.caller.close());

  const told = (text: string) => {
    if (STEP === 1) console.log(`      ${text}`);
  };

  it('is answered, without an error of the server', async () => {
    const answers = new Map<number, number>();
    for (const { operation } of stage.all) {
      const address = stage.address(operation).replace(/\{\w+\}/g, '1');
      const { status, text } = await stage.send(
        operation.method,
        address,
        operation.body && operation.method !== 'GET' ? {} : undefined,
      );
      answers.set(status, (answers.get(status) ?? 0) + 1);
      // A record with the id 1 is nowhere, an empty body may lack something; nothing else is refused.
      assert.ok(
        [200, 201, 204, 400, 404, 422].includes(status),
        `${operation.method} ${address}: ${status} ${text}`,
      );
      assert.doesNotMatch(text, /No route matches/, `${operation.method} ${address}`);
      if (operation.method === 'GET' && stage.isPlain(operation))
        assert.notEqual(status, 400, `${address}: ${text}`);
    }
    told(
      `${stage.all.length} operations: ${[...answers].map(([status, count]) => `${count} × ${status}`).join(', ')}`,
    );
  });

  it('lists rows that have the shape of the catalogue, where company and project are enough', async () => {
    const empty: string[] = [];
    const wrong: string[] = [];
    const count = { rows: 0, valid: 0, keys: 0, there: 0 };
    for (const { operation, shapes } of lists) {
      const { status, json } = await stage.send('GET', stage.address(operation));
      const found = status === 200 ? rowsIn(shapes.returns, json) : undefined;
      if (!found || found.rows.length === 0) empty.push(`${status} ${operation.path}`);
      if (found?.of === undefined) continue;
      for (const row of found.rows) {
        const findings = compared(found.of, row);
        count.rows++;
        if (findings.wrong.length === 0) count.valid++;
        else wrong.push(`${operation.path} ${findings.wrong[0]}`);
        count.keys += findings.keys;
        count.there += findings.there;
      }
    }
    const answered = 1 - empty.length / lists.length;
    const valid = count.valid / count.rows;
    const there = count.there / count.keys;
    told(
      `${lists.length} lists, ${percent(answered)} with rows; of ${count.rows} rows ${percent(valid)} valid, ${percent(there)} of their keys`,
    );
    for (const each of new Set(wrong)) told(each);
    assert.ok(answered >= 0.99 || empty.length <= 1, empty.join('\n'));
    assert.ok(valid >= 0.97, [...new Set(wrong)].join('\n'));
    assert.ok(there >= 0.9, percent(there));
  });

  it('sorts by the declared fields, in both directions', async () => {
    // Otherwise the recycle bins of what is made by hand are empty.
    stage.removeSome();
    const tally = new Tally();
    const wrong: string[] = [];
    for (const known of lists) {
      const list = new ListUnderTest(stage, known);
      for (const field of sortsOf(known.operation.params)) {
        const finding = await sorting(list, field);
        tally.add(finding);
        if ('wrong' in finding && finding.wrong)
          wrong.push(`${known.operation.path} ${field}: ${finding.wrong}`);
      }
    }
    for (const line of tally.told('sorts sort')) told(line);
    assert.deepEqual(wrong, []);
  });

  it('shows the declared views', async () => {
    const tally = new Tally();
    const wrong: string[] = [];
    for (const known of lists) {
      const list = new ListUnderTest(stage, known);
      const { of } = rowsIn(known.shapes.returns, (await list.answer()).json) ?? {};
      for (const view of viewsOf(known.operation.params)) {
        const finding = await viewing(list, view, of);
        tally.add(finding);
        if ('wrong' in finding && finding.wrong)
          wrong.push(`${known.operation.path} ${view.join(' ')}: ${finding.wrong}`);
      }
    }
    for (const line of tally.told('views show rows')) told(line);
    assert.deepEqual(wrong, []);
  });

  it('filters by the declared filters', async () => {
    const ids = await people(stage);
    const declared = lists.map((known) => ({ known, params: known.operation.params.filter(isFilter) }));
    const found: Array<Tested & { readonly finding: Finding }> = [];
    for (const { known, params } of declared) {
      const list = new ListUnderTest(stage, known);
      for (const param of params) found.push({ known, param, finding: await proven(list, param) });
    }
    // Rows are written when all lists were read, so that nothing changes under a proof.
    const count = new Tally();
    const wrong: string[] = [];
    for (const { known, param, finding: first } of found) {
      const filter = { list: new ListUnderTest(stage, known), param, field: fieldOf(param) };
      const finding =
        'unproven' in first
          ? ((await byTree(filter)) ?? (await byWriting(filter, ids)) ?? (await named(filter)) ?? first)
          : first;
      count.add(finding);
      if ('by' in finding && finding.wrong !== undefined)
        wrong.push(`${known.operation.path} ${param.name} by ${finding.by}: ${finding.wrong}`);
      if ('unproven' in finding) wrong.push(`${known.operation.path} ${param.name}: ${finding.unproven}`);
    }
    for (const line of count.told('filters filter')) told(line);
    assert.deepEqual(wrong, []);
  });

  it('shows what was written when it is read again, until it is removed', async () => {
    const ids = await people(stage);
    const plain = stage.all.filter(({ operation }) => stage.isPlain(operation));
    const posts = plain.filter(({ operation }) => operation.method === 'POST' && operation.body);
    await written('creates', posts, (known) => created(stage, known, ids));
  });

  it('shows what was changed when it is read again', async () => {
    const ids = await people(stage);
    const changes = stage.all.filter(
      ({ operation }) => /^(PATCH|PUT)$/.test(operation.method) && operation.body && stage.isItem(operation),
    );
    await written('changes', changes, (known) => changed(stage, known, ids));
  });

  async function written(
    what: string,
    all: readonly Known[],
    prove: (known: Known) => Promise<WriteFinding>,
  ) {
    const wrong: string[] = [];
    const count = { values: 0, gone: 0 };
    const tally = new Tally();
    for (const known of all) {
      const finding = await prove(known);
      const at = `${known.operation.method} ${known.operation.path}`;
      tally.add(finding);
      if ('unproven' in finding) wrong.push(`${at}: ${finding.unproven}`);
      if (!('by' in finding)) continue;
      count.values += finding.values;
      if (finding.isGone) count.gone++;
      for (const each of finding.wrong) wrong.push(`${at} ${each}`);
    }
    for (const line of tally.told(`${what} are read back`)) told(line);
    told(`${count.values} values are read back, ${count.gone} records were removed and are gone`);
    assert.deepEqual(wrong, []);
  }
});

async function people(stage: Stage) {
  const users = await stage.send('GET', `/rest/v1.0/projects/${stage.projectId}/users?per_page=1`);
  const vendors = await stage.send('GET', `/rest/v1.0/vendors?company_id=${stage.companyId}`);
  return { person: users.json[0].id, vendor: vendors.json[0].id };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/**
 * The whole catalogue against its shapes. The suite tries every seventh operation; `npm run test:simulator` tries all of
 * them and prints what it found.
 */
import assert from 'node:assert/strict';
import { type OperationParam, signatureOf } from '../../src/catalogue/operation.js';
import { orAbove } from './catalogue/above-proofs.js';
import type { Ids } from './catalogue/bodies.js';
import { changed } from './catalogue/change-proofs.js';
import { ended } from './catalogue/ended.js';
import { type Finding, fieldOf } from './catalogue/filter.js';
import { isFilter, proven } from './catalogue/filter-proofs.js';
import { named } from './catalogue/filter-reasons.js';
import { byTree, byWriting } from './catalogue/filter-writing.js';
import { EMPTY, NOWHERE, otherThan } from './catalogue/gaps.js';
import { ListUnderTest } from './catalogue/list-under-test.js';
import { isListed } from './catalogue/listed.js';
import { withoutOpen } from './catalogue/open-faults.js';
import { ALL_TIE, type OrderFinding, sorting, sortsOf } from './catalogue/order-proofs.js';
import { byWriting as sortedByWriting } from './catalogue/order-writing.js';
import { Places } from './catalogue/places.js';
import { compared, rowsIn } from './catalogue/shape-reader.js';
import { type Known, Stage } from './catalogue/stage.js';
import { Tally } from './catalogue/tally.js';
import { viewing, viewsOf } from './catalogue/view-proofs.js';
import { widelyChanged } from './catalogue/wide-changes.js';
import { created } from './catalogue/write-proofs.js';
import { twice, type WriteFinding } from './catalogue/written-rows.js';

/** A list, in the place where it can be asked for. */
interface Listed {
  readonly known: Known;
  readonly stage: Stage;
}

/** A parameter of a list. */
interface Tested extends Listed {
  readonly param: OperationParam;
}

const STEP = process.env.CATALOGUE === 'whole' ? 1 : 7;

/** How many proofs there are at least, in the whole catalogue and in a seventh: a proof that becomes an excuse is seen. */
const PROVEN = {
  sorts: { whole: 787, seventh: 93 },
  views: { whole: 377, seventh: 47 },
  filters: { whole: 2146, seventh: 281 },
  creates: { whole: 494, seventh: 64 },
  changes: { whole: 324, seventh: 37 },
  'wide changes': { whole: 148, seventh: 14 },
};

describe('simulator: every operation of the catalogue', function () {
  this.timeout(300_000);
  let stage: Stage;
  let ids: Ids;
  let others: Ids;
  let places: Places;
  let lists: readonly Listed[];
  /** The lists that no other operation gives the place of. */
  const nowhere = new Set<string>();
  before(async () => {
    stage = await Stage.open(STEP);
    ids = await people(stage, 0);
    others = { ...(await people(stage, 1)), isSecond: true };
    places = new Places(stage, ids);
    // Otherwise the recycle bins of what is made by hand are empty.
    stage.removeSome();
    const found: Listed[] = [];
    for (const known of stage.all.filter(isListed)) {
      const place = await places.find(known.operation);
      if ('stage' in place) found.push({ known, stage: place.stage });
      else nowhere.add(signatureOf(known.operation));
    }
    lists = found;
  });
  after(() => stage.caller.close());

  const told = (text: string) => {
    if (STEP === 1) console.log(`      ${text}`);
  };

  it('has lists at places that other operations give, or it is known why not', () => {
    told(`${lists.length} lists have a place, ${nowhere.size} have none`);
    for (const at of nowhere) told(`  ${at}: ${NOWHERE[at]}`);
    const tried = new Set([...nowhere, ...lists.map(({ known }) => signatureOf(known.operation))]);
    assert.deepEqual(otherThan(NOWHERE, nowhere, tried), []);
  });

  it('lists rows that have the shape of the catalogue', async () => {
    const empty = new Set<string>();
    const refused: string[] = [];
    const wrong: string[] = [];
    const count = { rows: 0, valid: 0, keys: 0, there: 0 };
    for (const { known, stage: place } of lists) {
      const { operation, shapes } = known;
      const { status, json } = await place.send('GET', place.address(operation));
      const found = status === 200 ? rowsIn(shapes.returns, json) : undefined;
      if (status !== 200) refused.push(`${status} ${operation.path}`);
      else if (!found || found.rows.length === 0) empty.add(operation.path);
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
    const valid = count.valid / count.rows;
    const there = count.there / count.keys;
    told(
      `${lists.length} lists, ${lists.length - empty.size} with rows; of ${count.rows} rows ${percent(valid)} valid, ${percent(there)} of their keys`,
    );
    for (const each of new Set(wrong)) told(each);
    assert.deepEqual(refused, []);
    const tried = new Set(lists.map(({ known }) => known.operation.path));
    assert.deepEqual(otherThan(EMPTY, empty, tried), []);
    assert.ok(valid >= 0.97, [...new Set(wrong)].join('\n'));
    assert.ok(there >= 0.9, percent(there));
  });

  it('sorts by the declared fields, in both directions', async () => {
    const tally = new Tally();
    const found: Array<Listed & { readonly field: string; readonly finding: OrderFinding }> = [];
    for (const listed of lists) {
      const list = new ListUnderTest(listed.stage, listed.known);
      for (const field of sortsOf(listed.known.operation.params))
        found.push({ ...listed, field, finding: await sorting(list, field) });
    }
    const wrong: string[] = [];
    for (const { known, stage: place, field, finding: first } of found) {
      const isTied = 'wrong' in first && first.wrong === ALL_TIE;
      const finding = isTied
        ? ((await sortedByWriting(new ListUnderTest(place, known), field, ids)) ?? first)
        : first;
      const at = `${known.operation.path} ${field}`;
      tally.add(finding, at);
      if ('wrong' in finding && finding.wrong) wrong.push(`${at}: ${finding.wrong}`);
    }
    for (const line of tally.told('sorts sort')) told(line);
    assert.deepEqual(wrong, []);
    reaches('sorts', tally);
  });

  it('shows the declared views', async () => {
    const tally = new Tally();
    const wrong: string[] = [];
    for (const { known, stage: place } of lists) {
      const list = new ListUnderTest(place, known);
      const { of } = rowsIn(known.shapes.returns, (await list.answer()).json) ?? {};
      for (const view of viewsOf(known.operation.params)) {
        const finding = await viewing(list, view, of);
        tally.add(finding, `${known.operation.path} ${view.join(' ')}`);
        if ('wrong' in finding && finding.wrong)
          wrong.push(`${known.operation.path} ${view.join(' ')}: ${finding.wrong}`);
      }
    }
    for (const line of tally.told('views show rows')) told(line);
    assert.deepEqual(wrong, []);
    reaches('views', tally);
  });

  it('filters by the declared filters', async () => {
    const found: Array<Tested & { readonly finding: Finding }> = [];
    for (const listed of lists) {
      const list = new ListUnderTest(listed.stage, listed.known);
      for (const param of listed.known.operation.params.filter(isFilter))
        found.push({ ...listed, param, finding: await proven(list, param) });
    }
    // Rows are written when all lists were read, so that nothing changes under a proof.
    const count = new Tally();
    const wrong: string[] = [];
    for (const { known, stage: place, param, finding: first } of found) {
      const filter = { list: new ListUnderTest(place, known), param, field: fieldOf(param) };
      const finding =
        'unproven' in first
          ? ((await byTree(filter)) ?? (await byWriting(filter, ids)) ?? (await named(filter)) ?? first)
          : first;
      count.add(finding, `${known.operation.path} ${param.name}`);
      if ('by' in finding && finding.wrong !== undefined)
        wrong.push(`${known.operation.path} ${param.name} by ${finding.by}: ${finding.wrong}`);
      if ('unproven' in finding) wrong.push(`${known.operation.path} ${param.name}: ${finding.unproven}`);
    }
    for (const line of count.told('filters filter')) told(line);
    const tried = new Set(found.map(({ known, param }) => `${known.operation.path} ${param.name}`));
    assert.deepEqual(withoutOpen(wrong, tried), []);
    reaches('filters', count);
  });

  it('shows what was written when it is read again, until it is removed', async () => {
    const posts = stage.all.filter(({ operation }) => operation.method === 'POST' && operation.body);
    await written('creates', posts, async (known, place, who) =>
      orAbove(await created(place, known, who, places), place, known, who),
    );
  });

  it('shows what was changed when it is read again', async () => {
    const changes = stage.all.filter(
      ({ operation: { method, path, body } }) => /^(PATCH|PUT)$/.test(method) && path.endsWith('}') && body,
    );
    await written('changes', changes, (known, place, who) => changed(place, known, who, places));
  });

  it('shows what was changed without an id at the end of the path', async () => {
    const changes = stage.all.filter(
      ({ operation: { method, path } }) => /^(PATCH|PUT)$/.test(method) && !path.endsWith('}'),
    );
    await written('wide changes', changes, (known, place, who, whoElse) =>
      widelyChanged(place, known, who, whoElse, places),
    );
  });

  // The last, since it writes and removes whatever it can.
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

  /** What was there by chance does not follow when other values are written. */
  async function provenTwice(prove: (who: Ids, others: Ids) => Promise<WriteFinding>): Promise<WriteFinding> {
    const first = await prove(ids, others);
    return 'by' in first && first.wrong.length === 0 ? twice(first, await prove(others, ids)) : first;
  }

  async function written(
    what: 'creates' | 'changes' | 'wide changes',
    all: readonly Known[],
    prove: (known: Known, place: Stage, who: Ids, others: Ids) => Promise<WriteFinding>,
  ) {
    const wrong: string[] = [];
    const lacking = new Set<string>();
    const count = { values: 0, gone: 0 };
    const tally = new Tally();
    for (const known of all) {
      const at = signatureOf(known.operation);
      const { method } = known.operation;
      const place = await places.find(
        known.operation,
        method !== 'POST' && known.operation.path.endsWith('}'),
      );
      if ('lacks' in place) lacking.add(at);
      const finding =
        ended(known) ??
        ('stage' in place
          ? await provenTwice((who, whoElse) => prove(known, place.stage, who, whoElse))
          : { named: 'no published operation gives what its path or query names' });
      tally.add(finding, 'lacks' in place ? `${at}: ${place.lacks}: ${NOWHERE[at]}` : at);
      if ('unproven' in finding) wrong.push(`${at}: ${finding.unproven}`);
      if (!('by' in finding)) continue;
      count.values += finding.values;
      if (finding.isGone) count.gone++;
      for (const each of finding.wrong) wrong.push(`${at} ${each}`);
    }
    for (const line of tally.told(`${what} are read back`)) told(line);
    told(`${count.values} values are read back, ${count.gone} records were removed and are gone`);
    const tried = new Set(all.map(({ operation }) => signatureOf(operation)));
    assert.deepEqual(otherThan(NOWHERE, lacking, tried), []);
    assert.deepEqual(withoutOpen(wrong, tried), []);
    reaches(what, tally);
  }
});

function reaches(what: keyof typeof PROVEN, { proven: count }: Tally): void {
  const least = PROVEN[what][STEP === 1 ? 'whole' : 'seventh'];
  assert.ok(count >= least, `${count} ${what} are proven, ${least} were before`);
}

async function people(stage: Stage, at: number): Promise<Ids> {
  const users = await stage.send('GET', `/rest/v1.0/projects/${stage.projectId}/users?per_page=2`);
  const vendors = await stage.send('GET', `/rest/v1.0/vendors?company_id=${stage.companyId}`);
  return { person: users.json[at].id, vendor: vendors.json[at].id };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/**
 * Demo takes what its own lists give: every field of a body that has a picker gets an id of the picker's list, read as the
 * dialog reads it, and the body is sent. `npm run test:simulator` prints what was tried.
 */
import assert from 'node:assert/strict';
import { signatureOf } from '../../src/catalogue/operation.js';
import { RecordSources } from '../../src/catalogue/record-source.js';
import { DemoIds, type Picks } from '../catalogue/bodies/demo-ids.js';
import { allBodies, type KnownBody } from '../catalogue/bodies/known-bodies.js';
import { shipped } from '../catalogue/operations.js';
import type { Ids } from './catalogue/bodies.js';
import { NO_ADDRESS, NO_CHOICE, otherThan } from './catalogue/gaps.js';
import { OPEN_PICKS, withoutOpen } from './catalogue/open-faults.js';
import { type Picked, POSITIONS, pickedBody } from './catalogue/picked.js';
import { Places } from './catalogue/places.js';
import { compared } from './catalogue/reading.js';
import { isObject } from './catalogue/shape-reader.js';
import { Stage } from './catalogue/stage.js';

const RESTORES = /\/restore(?=\?|$)/;
/** What was measured, less what a change of Demo or of the catalogue may cost: with fewer, something is tried no more. */
const FLOORS = { bodies: 555, fields: 1607, sent: 1630, shown: 2527 };
const IS_WHOLE = process.env.CATALOGUE === 'whole';

describe('simulator: ids that the pickers of bodies offer', function () {
  this.timeout(300_000);
  let stage: Stage;
  let demo: DemoIds;
  let bodies: KnownBody[];
  let ids: Ids;
  let places: Places;
  before(async () => {
    stage = await Stage.open(1);
    demo = new DemoIds(stage.caller.simulator, new RecordSources(shipped()));
    // What removes goes last, so that nothing is picked that is gone.
    const all = await allBodies();
    const removes = ({ operation: { method, path } }: KnownBody) =>
      method === 'DELETE' || /delete|destroy|remove/.test(path);
    bodies = [...all.filter((body) => !removes(body)), ...all.filter(removes)];
    const users = await stage.send('GET', `/rest/v1.0/projects/${stage.projectId}/users?per_page=1`);
    const vendors = await stage.send('GET', `/rest/v1.0/vendors?company_id=${stage.companyId}`);
    ids = { person: users.json[0].id, vendor: vendors.json[0].id };
    places = new Places(stage, ids);
  });
  after(async () => {
    await demo?.close();
    await stage?.caller.close();
  });

  it('are accepted, and shown as they were picked', async () => {
    const wrong: string[] = [];
    const empty = new Set<string>();
    const offering = new Set<string>();
    const nowhere = new Set<string>();
    const addressed = new Set<string>();
    const count = { bodies: 0, fields: 0, sent: 0, shown: 0 };
    for (const form of bodies) {
      const picks = await demo.picksFor(form);
      const known = stage.find(form.operation.method, form.operation.path) ?? assert.fail();
      for (const position of POSITIONS) {
        const { body, picked, empty: none } = pickedBody(known, form, picks, position, ids);
        for (const { source } of none) empty.add(source.path);
        for (const { source } of picked) offering.add(source.path);
        if (picked.length === 0) break;
        const address = await addressOf(form, picks);
        const at = signatureOf(form.operation);
        if (address === undefined) {
          nowhere.add(at);
          break;
        }
        addressed.add(at);
        // The dialog offers what is there, and only what was removed can be restored.
        if (RESTORES.test(address)) await stage.send('DELETE', address.replace(RESTORES, ''));
        const { status, text, json } = await stage.send(form.operation.method, address, body);
        count.sent++;
        if (position === 0) count.bodies++;
        if (position === 0) count.fields += picked.length;
        if (status >= 300) wrong.push(`${at} ${status} ${text.slice(0, 160)}`);
        else {
          const shown = shownOf(picked, json);
          count.shown += shown.values;
          for (const each of shown.wrong) wrong.push(`${at} ${each}`);
        }
        // It is gone then.
        if (form.operation.method === 'DELETE') break;
      }
    }
    if (IS_WHOLE) {
      console.log(
        `      ${count.fields} fields of ${count.bodies} bodies, ${count.sent} sent; ${count.shown} values are shown as they were picked`,
      );
      for (const path of empty) console.log(`      no rows: ${path}: ${NO_CHOICE[path]}`);
      for (const at of nowhere)
        console.log(`      no operation gives an id in the path: ${at}: ${NO_ADDRESS[at]}`);
    }
    assert.deepEqual(withoutOpen(wrong, addressed, OPEN_PICKS), []);
    assert.deepEqual(otherThan(NO_CHOICE, empty, new Set([...empty, ...offering])), []);
    assert.deepEqual(otherThan(NO_ADDRESS, nowhere, new Set([...nowhere, ...addressed])), []);
    for (const [what, floor] of Object.entries(FLOORS) as Array<[keyof typeof FLOORS, number]>)
      assert.ok(count[what] >= floor, `${count[what]} ${what}, at least ${floor} are expected`);
  });

  /** The address with the values that the dialog offers; what it has no list of is looked up or made. */
  async function addressOf(
    { operation }: KnownBody,
    { params, nowhere }: Picks,
  ): Promise<string | undefined> {
    if (nowhere.length > 0) {
      const found = await places.find(operation);
      return 'stage' in found ? found.stage.address(operation) : undefined;
    }
    const values = new Map(params.map(({ name, value }) => [name, value]));
    const query = new URLSearchParams();
    for (const { name, in: where, required } of operation.params) {
      const value = values.get(name);
      if (where === 'query' && required && value !== undefined) query.set(name, value);
    }
    const text = query.toString();
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => values.get(name) ?? '');
    return `${path}${text && `?${text}`}`;
  }
});

/** Whether an answer shows the picked ids of its own fields, as far as it has them. */
function shownOf(picked: readonly Picked[], json: unknown) {
  const row = isObject(json) && isObject(json.data) ? json.data : json;
  const own = picked.filter(({ steps, key }) => steps.length <= 2 && key !== 'id');
  return compared(Object.fromEntries(own.map(({ key, value }) => [key, value])), isObject(row) ? row : {});
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bodySkeleton, saysNothing } from '../../src/catalogue/body.js';
import {
  missingIn,
  type ObjectShape,
  type Part,
  partsOf,
  requiredFromPayload,
  wholePart,
} from '../../src/catalogue/body-form.js';
import { bodyShape, shapeOfKeys } from '../../src/catalogue/body-shape.js';
import { joined, parted, Reference, type Steps } from '../../src/catalogue/body-tree.js';
import { enteredIn, shownIn } from '../../src/catalogue/body-value.js';
import { parseJsonField } from '../../src/catalogue/json-field.js';
import { type Operation, signatureOf } from '../../src/catalogue/operation.js';
import { planFrom } from '../../src/catalogue/plan-from.js';
import type { Source } from '../../src/catalogue/plan-value.js';
import type { Shape, ShapeField } from '../../src/catalogue/shape.js';
import { builtInShapes } from '../../src/catalogue/shapes.js';
import { allBodies } from './bodies/known-bodies.js';
import { find, shipped } from './operations.js';

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';

/** What a form gives back for a body that it shows, if each of its fields is read as it is shown. */
function throughForm(shape: Shape, value: unknown, operation: Operation): unknown {
  const ofObject = (object: ObjectShape, given: unknown, steps: Steps): unknown => {
    const { shown } = partsOf(object, given, steps, operation);
    const entries = shown.map((part) => {
      const inner = (given as Record<string, unknown> | undefined)?.[part.key];
      return [part.key, ofPart(part, inner, [...steps, part.key])] as const;
    });
    const filled = entries.filter(([, entered]) => entered !== undefined);
    return filled.length > 0 || given !== undefined ? Object.fromEntries(filled) : undefined;
  };
  const ofPart = (part: Part, given: unknown, steps: Steps): unknown => {
    if (part.kind !== 'field' && given instanceof Reference) return given;
    if (part.kind === 'group') return ofObject(part.shape, given, steps);
    if (part.kind === 'rows') {
      if (!Array.isArray(given)) return given;
      return given.map((item, index) => ofObject(part.of, item, [...steps, index]));
    }
    const field = shownIn(part, given);
    // A field with nothing but spaces in it counts as empty.
    if (field !== undefined && 'value' in field) assert.notEqual(field.value.trim(), '');
    return field === undefined ? undefined : enteredIn(part, field);
  };
  if (shape.kind === 'object') return ofObject(shape, value, []);
  return ofPart(wholePart(shape, value, operation), value, []);
}

const text = fc.string({ maxLength: 12 });
const day = fc
  .date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const anything = fc.jsonValue({ maxDepth: 2 });
const reference = fc.record({
  value: fc.stringMatching(/^\S+$/),
  type: fc.constantFrom('msg', 'flow', 'jsonata'),
});

/** A body of a shape: what somebody may type, with nulls, references, unknown keys and values of other types. */
function bodyFor(shape: Shape, isWhole = true): fc.Arbitrary<unknown> {
  const own = ownFor(shape);
  if (isWhole) return own;
  return fc.oneof(
    { weight: 8, arbitrary: own },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: reference.map(({ value, type }) => new Reference(value, type)) },
  );
}

function ownFor(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'choice':
      return fc.constantFrom(...shape.values);
    case 'list':
      return fc.array(ownFor(shape.of), { maxLength: 3 });
    case 'either':
      return fc.oneof(...shape.of.map((each) => bodyFor(each, false)));
    case 'open':
      return shape.isObject ? fc.dictionary(text, anything, { noNullPrototype: true }) : anything;
    case 'object':
      return objectFor(shape);
    case 'value':
      if (shape.type === 'integer') return fc.oneof(fc.integer(), fc.constant('562949953443325000'));
      if (shape.type === 'number' || shape.type === 'decimal') {
        return fc.oneof(
          fc.integer(),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.constant('12.50'),
        );
      }
      if (shape.type === 'boolean') return fc.boolean();
      return shape.type.startsWith('date') ? day : text;
  }
}

function objectFor({ fields, custom }: ObjectShape): fc.Arbitrary<unknown> {
  const few = fc.subarray([...fields], { maxLength: Math.min(6, fields.length) });
  const known = few.chain((some: ShapeField[]) =>
    fc.tuple(...some.map(({ name, shape }) => bodyFor(shape, false).map((value) => [name, value] as const))),
  );
  const others = fc.dictionary(
    custom ? fc.constantFrom('custom_field_598134', 'custom_field_x') : fc.constantFrom('own', '__proto__'),
    anything,
    { maxKeys: 1, noNullPrototype: true },
  );
  return fc.tuple(known, others).map(([entries, other]) => ({ ...other, ...Object.fromEntries(entries) }));
}

/** The body that a node sends, whose rows find what `answers` says. */
function sentFrom(
  json: unknown,
  rows: ReturnType<typeof parted>['rows'],
  answers: (from: string) => unknown,
) {
  const nothing = { value: '', type: 'json' };
  const fields = {
    method: 'POST',
    path: '/rest/v1.0/x',
    company: { value: '', type: 'connection' },
    params: [],
    query: nothing,
    headers: nothing,
    body: { value: JSON.stringify(json), type: 'json' },
    bodyRows: rows,
  };
  const answer = ({ key, field }: Source) => {
    if (key === 'body') return field ? parseJsonField(String(field.value), 'body') : 'the payload';
    return key.startsWith('body:') ? answers(String(field?.value)) : undefined;
  };
  return planFrom(fields, answer).body;
}

/** The body with what its references find. */
function resolved(tree: unknown, answers: (from: string) => unknown): unknown {
  if (tree instanceof Reference) return answers(tree.value);
  if (Array.isArray(tree)) return tree.map((item) => resolved(item, answers));
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, resolved(item, answers)]));
}

describe('the form of a body', () => {
  it('opens for each body of the shipped table, with a field for every required key', async () => {
    const all = await allBodies();
    let fields = 0;
    for (const { operation, shape } of all) {
      assert.deepEqual(throughForm(shape, undefined, operation), undefined, signatureOf(operation));
      const object = shape.kind === 'list' ? shape.of : shape;
      if (object.kind !== 'object') continue;
      const { shown, more } = partsOf(object, undefined, [], operation);
      const keys = [...shown, ...more].map(({ key }) => key);
      assert.deepEqual(new Set(keys), new Set(object.fields.map(({ name }) => name)));
      for (const { name, required } of object.fields) {
        assert.ok(!required || shown.some(({ key }) => key === name), `${signatureOf(operation)} ${name}`);
      }
      for (const { label } of shown) assert.match(label, /^\p{L}|^\d/u, `${signatureOf(operation)} ${label}`);
      fields += keys.length;
    }
    assert.ok(all.length >= 932, `${all.length} bodies`);
    assert.ok(fields > 2_000, `${fields} fields`);
  });

  it('keeps every body of the shipped table through JSON and back, and sends it', async function () {
    this.timeout(120_000);
    const all = await allBodies();
    const answers = (from: string) => ({ found: from });
    for (const { operation, shape } of all) {
      fc.assert(
        fc.property(bodyFor(shape).map(parseBack), (body) => {
          const entered = throughForm(shape, body, operation);
          assert.deepEqual(entered, body);
          const { json, rows } = parted(entered);
          const again = joined(parseJsonField(JSON.stringify(json), 'body'), rows);
          assert.deepEqual(throughForm(shape, again, operation), body);
          if (rows.length > 0 || !saysNothing(JSON.stringify(json))) {
            assert.deepEqual(sentFrom(json, rows, answers), resolved(body, answers));
          }
        }),
        { numRuns: 12 },
      );
    }
  });

  const rfi = find(shipped(), 'POST', RFIS);
  const shape = async () => bodyShape(rfi, (await builtInShapes()).get(signatureOf(rfi))?.body);

  it('unfolds the wrapper, begins with what is required, and leaves the rest to be added', async () => {
    const whole = (await shape()) as ObjectShape;
    const [wrapper] = partsOf(whole, undefined, [], rfi).shown;
    assert.ok(wrapper?.kind === 'group' && wrapper.label === 'RFI');
    const { shown: first, more } = partsOf(wrapper.shape, undefined, ['rfi'], rfi);
    assert.deepEqual(
      first.map(({ key, required, kind }) => [key, required, kind]),
      [
        ['subject', true, 'field'],
        ['assignee_ids', true, 'field'],
        ['rfi_manager_id', true, 'field'],
        ['question', true, 'group'],
      ],
    );
    const kinds = new Map(
      more.map((part) => [part.key, part.kind === 'field' ? part.field.kind : part.kind]),
    );
    assert.equal(kinds.get('due_date'), 'date');
    assert.equal(kinds.get('private'), 'boolean');
    assert.equal(kinds.get('distribution_ids'), 'list');
    assert.equal(kinds.get('schedule_impact'), 'group');
    const shown = (key: string, value: unknown) => {
      const part = [...first, ...more].find((each) => each.key === key);
      return part?.kind === 'field' ? shownIn(part, value) : undefined;
    };
    assert.deepEqual(shown('assignee_ids', [1, 2]), { items: ['1', '2'] });
    assert.deepEqual(shown('private', false), { value: 'false', type: 'bool' });
    assert.deepEqual(shown('location_id', 5), { value: '5', type: 'num' });
    assert.deepEqual(shown('location_id', null), { value: 'null', type: 'json' });
    assert.deepEqual(shown('due_date', '2026-01-31'), { value: '2026-01-31', type: 'str' });
  });

  it('has no field for a value of which a part comes from elsewhere', async () => {
    const keysOnly = { ...rfi, body: { contentType: '', keys: ['rfi'], required: ['rfi'] } };
    const ofKeys = shapeOfKeys(keysOnly) ?? assert.fail();
    const row = (name: string) => joined({}, [{ name, value: 'payload.subject', type: 'msg' }]);
    assert.deepEqual(throughForm(ofKeys, row('rfi'), rfi), row('rfi'));
    for (const [whole, name] of [
      [ofKeys, 'rfi.subject'],
      [await shape(), 'rfi.own.deep'],
      [await shape(), 'rfi.assignee_ids[0]'],
    ] as const) {
      assert.throws(() => throughForm(whole, row(name), rfi), {
        code: 'PROCORE_CONFIG',
        message: new RegExp(`^${name.replace(/[.[]/g, '\\$&')} comes from elsewhere`),
      });
    }
  });

  it('shows keys that the reference does not have as such, and custom fields as known', async () => {
    const whole = (await shape()) as ObjectShape;
    const [wrapper] = partsOf(whole, undefined, [], rfi).shown;
    assert.ok(wrapper?.kind === 'group');
    const { shown } = partsOf(wrapper.shape, { sbject: 'x', custom_field_12: 1 }, ['rfi'], rfi);
    const known = shown.filter(({ key }) => ['sbject', 'custom_field_12'].includes(key));
    assert.deepEqual(
      known.map(({ key, isKnown }) => [key, isKnown]),
      [
        ['sbject', false],
        ['custom_field_12', true],
      ],
    );
  });

  it('tells what is missing, and takes it from the payload if asked to', async () => {
    const whole = await shape();
    assert.deepEqual(missingIn(whole, { rfi: { subject: 'x' } }), [
      'rfi.assignee_ids',
      'rfi.rfi_manager_id',
      'rfi.question',
    ]);
    assert.deepEqual(missingIn(whole, { rfi: new Reference('payload', 'msg') }), []);
    const filled = requiredFromPayload(whole, { rfi: { subject: 'x', draft: true } });
    assert.deepEqual(parted(filled), {
      json: { rfi: { subject: 'x', draft: true, question: {} } },
      rows: [
        { name: 'rfi.assignee_ids', value: 'payload.assignee_ids', type: 'msg' },
        { name: 'rfi.rfi_manager_id', value: 'payload.rfi_manager_id', type: 'msg' },
        { name: 'rfi.question.body', value: 'payload.question.body', type: 'msg' },
      ],
    });
    assert.deepEqual(missingIn(whole, filled), []);
  });
});

describe('a body that says nothing', () => {
  const create = find(shipped(), 'POST', RFIS);
  for (const body of ['', '  ', '{}', '{"rfi":{}}', '{\n  "rfi": {}\n}', '{"a":{"b":{}}}']) {
    it(`is ${JSON.stringify(body)}`, () => assert.ok(saysNothing(body, create)));
  }
  for (const body of ['{"rfi":null}', '{"ids":[]}', '[]', '{"rfi":{"subject":""}}', '{"rfi"', '1']) {
    it(`is not ${body}`, () => assert.ok(!saysNothing(body, create)));
  }

  it('is the skeleton of its operation, with the nulls and lists that older versions put there', () => {
    for (const operation of shipped()) {
      if (!operation.body) continue;
      const keys = operation.body.required.length > 0 ? operation.body.required : operation.body.keys;
      assert.ok(saysNothing(bodySkeleton(operation), operation), operation.id);
      if (keys.length === 0) continue;
      assert.ok(!saysNothing(JSON.stringify(Object.fromEntries(keys.map((key) => [key, 'x']))), operation));
    }
  });
});

/** A body as JSON has it: references stay, -0 becomes 0. */
function parseBack(body: unknown): unknown {
  const { json, rows } = parted(body);
  return joined(parseJsonField(JSON.stringify(json), 'body'), rows);
}

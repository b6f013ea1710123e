import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joined, parted, placeName, Reference, stepsOf } from '../../src/catalogue/body-tree.js';

const anyStep = fc.oneof(
  fc.nat({ max: 99 }),
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.constant('__proto__'),
);

/** A body with references in it, as a dialog holds it. */
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.string({ minLength: 1 }).map((value) => new Reference(value, 'msg')),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string({ minLength: 1 }), fc.constant('__proto__')), tie('tree'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
}));

describe('places in a body', () => {
  it('are named so that they can be read by hand', () => {
    assert.equal(placeName(['rfi', 'question', 'body']), 'rfi.question.body');
    assert.equal(placeName(['updates', 0, 'id']), 'updates[0].id');
    assert.equal(placeName([0, 'a.b', 1]), '[0]["a.b"][1]');
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 1, maxLength: 6 }), (steps) => {
        assert.deepEqual(stepsOf(placeName(steps)), steps);
      }),
    );
  });

  for (const name of ['', '.', 'a..b', 'a.', '[', '[x]', 'a[1', 'a["b]', 'a]', 'a["\\q"]', '[123456]']) {
    it(`are not read from ${JSON.stringify(name)}`, () => {
      assert.throws(() => stepsOf(name), { code: 'PROCORE_CONFIG' });
    });
  }
});

describe('a body that is stored in two parts', () => {
  it('is JSON and the places whose values come from elsewhere', () => {
    const title = new Reference('payload.title', 'msg');
    const whole = { rfi: { subject: title, assignee_ids: [1, title] } };
    assert.deepEqual(parted(whole), {
      json: { rfi: { assignee_ids: [1, null] } },
      rows: [
        { name: 'rfi.subject', value: 'payload.title', type: 'msg' },
        { name: 'rfi.assignee_ids[1]', value: 'payload.title', type: 'msg' },
      ],
    });
  });

  it('is put together again as it was', () => {
    fc.assert(
      fc.property(
        tree.filter((whole) => !(whole instanceof Reference)),
        (whole) => {
          const { json, rows } = JSON.parse(JSON.stringify(parted(whole)));
          assert.deepEqual(joined(json, rows), whole);
        },
      ),
    );
  });

  it('makes objects and lists on the way, and refuses what has no place', () => {
    const row = (name: string) => [{ name, value: 'payload', type: 'msg' }];
    const value = new Reference('payload', 'msg');
    assert.deepEqual(joined(undefined, row('rfi.ids[0].a')), { rfi: { ids: [{ a: value }] } });
    assert.deepEqual(joined({ rfi: null }, row('rfi.a')), { rfi: { a: value } });
    for (const [json, name] of [
      [{ rfi: 'text' }, 'rfi.subject'],
      [{ ids: [1] }, 'ids[3]'],
      [{ ids: {} }, 'ids[0]'],
      [[], 'rfi'],
    ] as const) {
      assert.throws(() => joined(json, row(name)), { code: 'PROCORE_CONFIG', message: /has no place/ });
    }
  });
});

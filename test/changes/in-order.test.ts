import assert from 'node:assert/strict';
import { InOrder } from '../../src/changes/in-order.js';
import type { Step } from '../../src/changes/step.js';

/** A step of a project with upserts of these rows. */
function stepOf(project: number, ...keys: string[]): Step {
  return {
    piece: { company: { id: 1, name: '' }, project: { id: project, name: '' } },
    changes: keys.map((key) => ({ op: 'upsert', key, row: { id: key, project } })),
    confirmed: async () => undefined,
  };
}

const keysOf = ({ changes }: Step) => changes.map(({ key }) => key);

describe('steps that wait for the flow', () => {
  it('leave out the rows of a later step that has gone before them, and nothing else', () => {
    const order = new InOrder();
    const [older, newer] = [stepOf(1, 'k', 'l'), stepOf(2, 'm', 'k')];
    order.made(older);
    order.made(newer);
    assert.deepEqual(keysOf(order.taken(newer)), ['m', 'k']);
    const taken = order.taken(older);
    assert.deepEqual(keysOf(taken), ['l']);
    assert.deepEqual([taken.piece, taken.confirmed], [older.piece, older.confirmed]);
  });

  it('are what they were if they go in their order', () => {
    const order = new InOrder();
    const [older, newer] = [stepOf(1, 'k'), stepOf(2, 'k')];
    order.made(older);
    order.made(newer);
    assert.equal(order.taken(older), older);
    assert.equal(order.taken(newer), newer);
  });

  it('know each one that has overtaken them, and none that was made before', () => {
    const order = new InOrder();
    const [first, second, third, fourth] = [
      stepOf(1, 'k', 'l', 'm'),
      stepOf(2, 'k', 'l'),
      stepOf(3, 'l'),
      stepOf(4, 'm'),
    ];
    for (const step of [first, second, third, fourth]) order.made(step);
    order.taken(third);
    order.taken(fourth);
    assert.deepEqual(keysOf(order.taken(first)), ['k']);
    assert.deepEqual(keysOf(order.taken(second)), ['k']);
    const last = stepOf(1, 'k', 'l', 'm');
    order.made(last);
    assert.equal(order.taken(last), last);
  });
});

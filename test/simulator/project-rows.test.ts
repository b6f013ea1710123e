import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Gaps } from '../../src/simulator/data/gaps.js';
import { KINDS } from '../../src/simulator/data/kinds.js';
import type { ProjectRows } from '../../src/simulator/data/project-rows.js';
import type { Row, Rows } from '../../src/simulator/data/rows.js';
import { World } from '../../src/simulator/data/world.js';
import { settle } from '../../src/simulator/options.js';

const step = fc.record({
  action: fc.constantFrom('add', 'change', 'remove', 'restore', 'move'),
  from: fc.nat(1),
  at: fc.nat(1000),
});

/** Two projects as plain lists: what is there, in order, and what was removed. */
class Model {
  readonly rows: [number[], number[]];
  readonly removed: [Set<number>, Set<number>] = [new Set(), new Set()];

  constructor(first: number[], second: number[]) {
    this.rows = [first, second];
  }

  present(project: number): number[] {
    return this.all(project).filter((id) => !this.removed[project as 0]?.has(id));
  }

  all(project: number): number[] {
    return this.rows[project as 0];
  }
}

describe('simulator: rows of a project', () => {
  const idsOf = (rows: Rows) =>
    Array.from({ length: rows.length }, (_, position) => Number(rows.at(position).id));
  const id = (row: Row | undefined) => Number(row?.id);

  it('holds what a plain list would after any adds, changes, removals, restorations and moves', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World(settle({ companies: 1, projects: 2, records: 6 }));
        const [first, second] = world.companies[0]?.projects ?? [];
        assert.ok(first && second);
        const both = [
          world.rows(KINDS.change_events, first),
          world.rows(KINDS.change_events, second),
        ] as const;
        const model = new Model(idsOf(both[0]), idsOf(both[1]));
        let now = Date.UTC(2026, 0, 1);
        for (const { action, from, at } of steps) {
          now += 1000;
          const write = { now, by: { userId: 1, clientId: undefined } };
          const rows = both[from as 0];
          const there = model.present(from);
          const bin = model.all(from).filter((each) => model.removed[from as 0].has(each));
          const chosen = (action === 'restore' ? bin : there)[
            at % (action === 'restore' ? bin : there).length
          ];
          const last = world.changes.last;
          if (action === 'add') {
            model.all(from).push(id(rows.add({ title: 'New' }, write)));
          } else if (chosen === undefined) {
            continue;
          } else if (action === 'change') {
            assert.equal(rows.change(String(chosen), { title: 'Other' }, write)?.title, 'Other');
          } else if (action === 'remove') {
            assert.equal(id(rows.remove(String(chosen), write)), chosen);
            assert.equal(rows.remove(String(chosen), write), undefined);
            model.removed[from as 0].add(chosen);
          } else if (action === 'restore') {
            assert.equal(id(rows.restore(String(chosen), write)), chosen);
            assert.equal(rows.restore(String(chosen), write), undefined);
            model.removed[from as 0].delete(chosen);
          } else {
            assert.equal(id(rows.move(String(chosen), both[(1 - from) as 0], write)), chosen);
            model.all(from).splice(model.all(from).indexOf(chosen), 1);
            model.all(1 - from).push(chosen);
          }
          assert.equal(world.changes.last, last + 1);
          for (const place of [0, 1] as const) {
            const present = model.present(place);
            assert.deepEqual(idsOf(both[place]), present);
            assert.deepEqual(idsOf(both[place].all), model.all(place));
            assert.deepEqual(new Set(idsOf(both[place].removed)), model.removed[place]);
            for (const each of model.all(place)) {
              assert.equal(both[place].find(String(each)) !== undefined, present.includes(each));
              assert.equal(id(both[place].all.find(String(each))), each);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not know the id that would have been next, where one came from another project instead', () => {
    const write = { now: 0, by: { userId: 1, clientId: undefined } };
    const [[, other], [from, to]] = [0, 1].map(() => {
      const world = new World(settle({ companies: 1, projects: 2, records: 6 }));
      return (world.companies[0]?.projects ?? []).map((project) => world.rows(KINDS.rfis, project));
    }) as [ProjectRows[], ProjectRows[]];
    assert.ok(other && from && to);
    const next = String(other.add({}, write).id);
    const moved = String(from.at(0).id);
    from.move(moved, to, write);
    assert.equal(to.find(next), undefined);
    assert.equal(id(to.find(moved)), Number(moved));
  });

  it('knows what stands between gaps', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60)), fc.array(fc.nat(60)), (added, deleted) => {
        const gaps = new Gaps();
        for (const index of added) gaps.add(index);
        for (const index of added) gaps.add(index);
        for (const index of deleted) gaps.delete(index);
        const left = new Set(added.filter((index) => !deleted.includes(index)));
        assert.equal(gaps.size, left.size);
        const others = Array.from({ length: 100 }, (_, index) => index).filter((index) => !left.has(index));
        for (const [position, index] of others.entries()) assert.equal(gaps.between(position), index);
        const sorted = [...left].sort((a, b) => a - b);
        for (const [position, index] of sorted.entries()) assert.equal(gaps.at(position), index);
      }),
    );
  });
});

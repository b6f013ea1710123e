import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Access, type AccessRow, ALL_TOOLS, keyOf, row } from '../../src/access/access-row.js';
import { compared, tallyOf } from '../../src/access/compare.js';
import { difference, remembered, summaryOf } from '../../src/access/difference.js';
import { matrixOf } from '../../src/access/matrix.js';
import { LEVELS } from '../../src/catalogue/levels.js';

const COMPANY = { id: '7', name: 'Example Builders' };
const project = (id: string) => ({ id, name: `Project ${id}` });
const permitted = (id: string, access: Access = 'permitted') => row('project', access, COMPANY, project(id));
const tool = (id: string, name: string, level: Access) => row('tool', level, COMPANY, project(id), name);
const installed = row('company', 'installed', COMPANY);

/** A run as an audit gives it: a company, some of five projects, some of three tools in each permitted one. */
const someLevels = fc.dictionary(fc.constantFrom('RFIs', 'Budget', 'Drawings'), fc.constantFrom(...LEVELS));
const someRun: fc.Arbitrary<AccessRow[]> = fc
  .dictionary(fc.constantFrom('1', '2', '3', '4', '5'), fc.option(someLevels))
  .map((projects) => [
    installed,
    ...Object.entries(projects).flatMap(([id, levels]) =>
      levels
        ? [permitted(id), ...Object.entries(levels).map(([name, level]) => tool(id, name, level))]
        : [permitted(id, 'not permitted')],
    ),
  ]);

describe('the difference of two audits', () => {
  it('is nothing between equal ones, in whatever order', () => {
    fc.assert(
      fc.property(someRun, (run) => {
        assert.deepEqual(difference(run, [...run].reverse()), []);
        assert.equal(summaryOf(difference(run, run)), '');
      }),
    );
  });

  it('seen from the other end is the opposite', () => {
    const opposite = {
      gained: 'lost',
      lost: 'gained',
      raised: 'lowered',
      lowered: 'raised',
      changed: 'changed',
    };
    const told = (before: AccessRow[], after: AccessRow[]) =>
      difference(before, after).map((change) => [keyOf(change), change.change] as const);
    fc.assert(
      fc.property(someRun, someRun, (before, after) => {
        const there = told(before, after).map(([key, change]) => [key, opposite[change]]);
        assert.deepEqual(
          there.sort(),
          told(after, before)
            .map((each) => [...each])
            .sort(),
        );
      }),
    );
  });

  it('names every project whose access differs, once, and no tool of one that came or went', () => {
    fc.assert(
      fc.property(someRun, someRun, (before, after) => {
        const seen = (run: AccessRow[]) =>
          new Set(run.filter(({ access }) => access === 'permitted').map((each) => each.project_id));
        const [old, now] = [seen(before), seen(after)];
        const changes = difference(before, after);
        const projects = changes
          .filter(({ subject }) => subject === 'project')
          .map((each) => each.project_id);
        const expected = [...new Set([...old, ...now])].filter((id) => old.has(id) !== now.has(id));
        assert.deepEqual([...projects].sort(), expected.sort());
        for (const change of changes.filter(({ subject }) => subject === 'tool')) {
          assert.ok(!projects.includes(change.project_id));
        }
      }),
    );
  });

  it('tells in one sentence what happened', () => {
    const before = [installed, ...['1', '2', '3', '4'].map((id) => permitted(id))];
    const levels = (level: Access) => [tool('4', 'RFIs', level), tool('4', 'Budget', 'Admin')];
    const after = [installed, permitted('1', 'not permitted'), permitted('4')];
    const changes = difference([...before, ...levels('Standard')], [...after, ...levels('Read Only')]);
    assert.equal(summaryOf(changes), '3 projects lost access, 1 tool went down to Read Only');
    assert.deepEqual(
      changes
        .filter(({ subject }) => subject === 'tool')
        .map(({ before, access, change }) => [before, access, change]),
      [['Standard', 'Read Only', 'lowered']],
    );
  });

  it('counts a tool once that changed in every project', () => {
    const run = (level: Access) => ['1', '2', '3'].flatMap((id) => [permitted(id), tool(id, 'RFIs', level)]);
    assert.equal(summaryOf(difference(run('None'), run('Admin'))), '1 tool went up to Admin');
  });

  it('makes one change of a company that is lost with all that is in it', () => {
    const before = [installed, permitted('1'), tool('1', 'RFIs', 'Admin')];
    const after = [row('company', 'not installed', COMPANY), permitted('1', 'not permitted')];
    assert.equal(summaryOf(difference(before, after)), '1 company lost access');
  });

  it('tells of the account’s user', () => {
    const user = (access: Access) => row('user', access, COMPANY);
    assert.equal(
      summaryOf(difference([user('untouched')], [user('deactivated')])),
      '1 account user is now deactivated',
    );
    assert.deepEqual(difference([user('untouched')], [user('unknown')]), []);
  });

  it('takes levels that could not be read for no change, and finds the change when they can be again', () => {
    const first = [installed, permitted('1'), tool('1', 'RFIs', 'Admin')];
    const unread = [installed, permitted('1'), row('tool', 'unknown', COMPANY, project('1'), ALL_TOOLS)];
    const third = [installed, permitted('1'), tool('1', 'RFIs', 'None')];
    assert.deepEqual(difference(first, unread), []);
    const kept = remembered(first, unread);
    assert.equal(summaryOf(difference(kept, third)), '1 tool went down to None');
    assert.deepEqual(remembered(first, third), third);
  });
});

describe('a matrix of access', () => {
  it('has every row of a place in one line, and the same columns in all lines', () => {
    fc.assert(
      fc.property(someRun, (run) => {
        const lines = matrixOf(run);
        assert.equal(lines.length, new Set(run.map((each) => each.project_id)).size);
        for (const line of lines) assert.deepEqual(Object.keys(line), Object.keys(lines[0] ?? {}));
        for (const each of run.filter(({ subject }) => subject === 'tool')) {
          const line = lines.find((one) => one.project_id === each.project_id);
          assert.equal(line?.[each.tool ?? ''], each.access);
        }
      }),
    );
  });

  it('keeps a tool apart whose name is that of a column', () => {
    const [line] = matrixOf([permitted('1'), tool('1', 'project', 'Admin')]);
    assert.equal(line?.project, 'Project 1');
    assert.equal(line?.['project (tool)'], 'Admin');
  });
});

describe('two connections compared', () => {
  it('puts everything that either sees on one side or on both', () => {
    fc.assert(
      fc.property(someRun, someRun, (a, b) => {
        const rows = compared(a, b);
        assert.deepEqual(
          rows.map((each) => keyOf(each as never)).sort(),
          [...new Set([...a, ...b].map(keyOf))].sort(),
        );
        const mirrored = compared(b, a);
        for (const each of rows) {
          const other = mirrored.find((one) => keyOf(one as never) === keyOf(each as never));
          const swapped = { both: 'both', 'only A': 'only B', 'only B': 'only A' } as const;
          assert.equal(other?.seen_by, swapped[each.seen_by]);
          assert.deepEqual(
            [other?.access_a, other?.access_b, other?.same],
            [each.access_b, each.access_a, each.same],
          );
        }
      }),
    );
  });

  it('tells levels that differ, and counts', () => {
    const a = [
      installed,
      permitted('1'),
      permitted('2'),
      tool('1', 'RFIs', 'Admin'),
      tool('1', 'Budget', 'None'),
    ];
    const b = [installed, permitted('1'), permitted('3'), tool('1', 'RFIs', 'Read Only')];
    assert.deepEqual(tallyOf(compared(a, b)), {
      companies: { both: 1, 'only A': 0, 'only B': 0, different: 0 },
      projects: { both: 1, 'only A': 1, 'only B': 1, different: 2 },
      tools: { both: 2, 'only A': 0, 'only B': 0, different: 1 },
    });
  });
});

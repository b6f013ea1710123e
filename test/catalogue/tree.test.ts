import assert from 'node:assert/strict';
import { type Branch, browse } from '../../src/catalogue/tree.js';
import { operation, shipped } from './operations.js';

const all = (branch: Branch): string[] => [
  ...branch.operations.map(({ id }) => id),
  ...branch.branches.flatMap(all),
];

describe('tree of operations', () => {
  it('goes by category, tool and resource to each operation once', () => {
    const operations = shipped();
    const tree = browse(operations);
    assert.deepEqual(tree.flatMap(all).sort(), operations.map(({ id }) => id).sort());
    assert.equal(
      tree.reduce((sum, { count }) => sum + count, 0),
      operations.length,
    );
    const tools = tree.flatMap(({ branches }) => branches.map(({ name }) => name));
    assert.ok(tools.includes('RFI') && tools.includes('Punch List'));
  });

  it('counts what is in a branch', () => {
    const [core] = browse([
      operation({ path: '/rest/v1.0/a', tool: 'Tasks', resource: 'task-items' }),
      operation({ path: '/rest/v1.0/b', tool: 'Tasks', resource: 'task-items' }),
      operation({ path: '/rest/v1.0/c', tool: 'Directory' }),
    ]);
    assert.deepEqual(
      core?.branches.map(({ name, count }) => [name, count]),
      [
        ['Directory', 1],
        ['Tasks', 2],
      ],
    );
    assert.deepEqual(
      core?.branches[1]?.branches.map(({ name }) => name),
      ['Task items'],
    );
  });

  it('puts the newest first and what is replaced last', () => {
    const paths = ['/rest/v1.0/b', '/rest/v1.1/a', '/rest/v1.0/a', '/rest/v2.0/c'];
    const [category] = browse(paths.map((path) => operation({ path })));
    assert.deepEqual(
      category?.branches[0]?.branches[0]?.operations.map(({ path }) => path),
      ['/rest/v2.0/c', '/rest/v1.1/a', '/rest/v1.0/b', '/rest/v1.0/a'],
    );
  });
});

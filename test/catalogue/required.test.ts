import assert from 'node:assert/strict';
import fc from 'fast-check';
import { requiredPermissions } from '../../src/access/required.js';
import { type LEVELS, reaches } from '../../src/catalogue/levels.js';
import { builtInOperations } from '../../src/catalogue/load.js';
import { needsOf } from '../../src/catalogue/needs.js';
import type { Operation } from '../../src/catalogue/operation.js';

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';
const use = (method: string, path: string, usedBy = 'a node') => ({ method, path, usedBy });
const level = (tool: string, has: (typeof LEVELS)[number], name = tool) => ({ tool, name, level: has });

describe('permissions that flows require', () => {
  let operations: readonly Operation[];
  before(async () => {
    operations = await builtInOperations();
  });

  it('are the highest level of each tool, with the operations that take it and who uses them', () => {
    const rows = requiredPermissions(
      [
        use('GET', RFIS, 'nightly'),
        use('post', '/rest/v1.0/projects/2783683/rfis', 'form'),
        use('GET', '/rest/v1.0/companies', 'list companies'),
        use('GET', '/rest/v1.3/companies/{company_id}/users', 'people'),
      ],
      operations,
      { company: [level('Directory', 'Read Only')], project: [level('RFIs', 'Read Only', 'rfi')] },
    );
    assert.deepEqual(
      rows.map(({ scope, tool, needed, has, verdict, used_by: by }) => [
        scope,
        tool,
        needed,
        has,
        verdict,
        by,
      ]),
      [
        ['company', 'Directory', 'Read Only', 'Read Only', 'enough', 'people'],
        ['project', 'RFIs', 'Standard', 'Read Only', 'missing', 'form, nightly'],
      ],
    );
    assert.match(rows[1]?.operations ?? '', /List RFIs/i);
  });

  it('name what is more than needed, used or not, and what cannot be compared', () => {
    const rows = requiredPermissions([use('GET', RFIS)], operations, {
      company: undefined,
      project: [level('RFIs', 'Admin', 'rfi'), level('Budget', 'Standard'), level('Photos', 'None')],
    });
    assert.deepEqual(
      rows.map(({ tool, needed, verdict }) => [tool, needed, verdict]),
      [
        ['RFIs', 'Read Only', 'more than needed'],
        ['Budget', 'None', 'more than needed'],
      ],
    );
    const [unread] = requiredPermissions([use('GET', RFIS)], operations, {
      company: undefined,
      project: undefined,
    });
    assert.deepEqual([unread?.has, unread?.verdict], [null, 'unknown']);
  });

  it('list the calls of which nothing can be known before they are made', () => {
    const used = [
      use('', RFIS, 'method of the message'),
      use('GET', '', 'path of the message'),
      use('GET', '${PATH}', 'a variable'),
      use('GET', '/rest/v1.0/nobody/knows', 'no operation'),
    ];
    const rows = requiredPermissions(used, operations, { company: [], project: [] });
    assert.deepEqual(
      rows.map(({ verdict }) => verdict),
      Array(4).fill('cannot be known'),
    );
    assert.deepEqual(
      rows.map(({ used_by: by }) => by),
      used.map(({ usedBy }) => usedBy),
    );
    assert.equal(rows[1]?.operations, 'GET (path of the message)');
  });

  it('are enough for every operation they were derived from', () => {
    const some = fc.array(fc.nat(operations.length - 1), { maxLength: 30 });
    fc.assert(
      fc.property(some, (places) => {
        const chosen = places.map((place) => operations[place] as Operation);
        const rows = requiredPermissions(
          chosen.map(({ method, path }) => use(method, path)),
          operations,
          { company: undefined, project: undefined },
        );
        for (const { tool, level: takes, scope } of chosen.map(needsOf)) {
          if (takes === 'None') continue;
          const found = rows.find((each) => each.tool === tool && each.scope === scope);
          assert.ok(found?.needed && reaches(found.needed, takes), `${tool} ${takes}`);
        }
      }),
      { numRuns: 50 },
    );
  });
});

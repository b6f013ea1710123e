import assert from 'node:assert/strict';
import { cursorName } from '../../src/changes/cursor-name.js';
import type { Way } from '../../src/changes/strategy.js';
import type { Client } from '../../src/client.js';
import { type PlanInput, parsePlan } from '../../src/plan.js';
import { changesOf } from '../../src/table/change.js';
import { flatTable } from '../../src/table/flat-rows.js';
import { apiUrl, emptyFilter } from '../../src/transport/address.js';
import { encodedBody } from '../../src/transport/body-encoding.js';
import { placeOfFile } from '../../src/transport/body-form.js';

type Tree = Record<string, unknown>;

/** Objects in each other, each in two places of the next: 2^levels values once they are written out. */
function ladder(levels: number, innermost: Tree = {}): Tree {
  let tree = innermost;
  for (let level = 0; level < levels; level++) tree = { one: tree, other: tree };
  return tree;
}

/** An object that is in itself, many times. */
function wideCircle(): Tree {
  const circle: Tree = {};
  for (let number = 0; number < 50; number++) circle[`part_${number}`] = circle;
  return circle;
}

/** What is thrown; it must come soon, since nothing else happens meanwhile. A walk that minds no number never ends. */
async function refusal(work: () => unknown): Promise<string> {
  const started = performance.now();
  const told = await Promise.resolve()
    .then(work)
    .then(
      () => 'nothing was thrown',
      (thrown: Error & { code?: string }) => `${thrown.code}: ${thrown.message}`,
    );
  assert.ok(performance.now() - started < 2_000, `${Math.round(performance.now() - started)} ms`);
  return told;
}

describe('one object in many places', () => {
  const BASE = new URL('https://api.example.invalid');

  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    it(`is no body: ${type}`, async () => {
      for (const body of [ladder(60), { rows: [ladder(60)] }])
        assert.match(await refusal(() => encodedBody(body, type)), /^PROCORE_CONFIG: The body has more than/);
      assert.match(
        await refusal(() => encodedBody(wideCircle(), type)),
        /^PROCORE_CONFIG: The body is nested too deeply, or in a circle/,
      );
    });
  }

  it('is no body where an object writes itself as such', async () => {
    const body = { row: { toJSON: () => ladder(60) } };
    assert.match(
      await refusal(() => encodedBody(body, 'application/json')),
      /^PROCORE_CONFIG: The body has more than/,
    );
  });

  it('is a body as long as it is small enough', async () => {
    const body = ladder(5, { id: 1 });
    const { content } = await encodedBody(body, 'application/json');
    assert.deepEqual(JSON.parse(String(content)), body);
  });

  it('is looked through for a file once', () => {
    assert.equal(placeOfFile(ladder(90)), undefined);
    assert.equal(placeOfFile(wideCircle()), undefined);
    assert.equal(placeOfFile([ladder(3), { image: Buffer.from('a') }]), 'body[1].image');
    const twice = { file: Buffer.from('a') };
    assert.equal(placeOfFile({ ...ladder(3, twice) }), 'body.one.one.one.file');
  });

  it('is not told, as the key of a row that is gone', async () => {
    const key = [['id'], ['project_id']];
    const changes = [{ op: 'delete', key: [ladder(60), ''] }];
    assert.match(await refusal(() => changesOf(changes, key)), /^PROCORE_CONFIG: The row has more than/);
  });

  it('is no query', async () => {
    let wide: Tree = { id: 1 };
    for (let level = 0; level < 9; level++) {
      const inner = wide;
      wide = Object.fromEntries(Array.from({ length: 12 }, (_, number) => [`part_${number}`, inner]));
    }
    const said = await refusal(() => apiUrl(BASE, '/rest/v1.0/things', { filters: wide }));
    const MORE = /^PROCORE_CONFIG: The query has more than 10,000 values/;
    assert.match(said, MORE);
    const plan = { method: 'GET', path: '/rest/v1.0/things' } as const;
    assert.match(await refusal(() => parsePlan({ ...plan, query: { filters: wide } }, '1')), MORE);
    const parameters: PlanInput['parameters'] = [['filters', wideCircle()]];
    assert.match(
      await refusal(() => parsePlan({ ...plan, parameters }, '1')),
      /nested too deeply, or in a circle/,
    );
    assert.equal(emptyFilter({ filters: wide, more: wideCircle() }, []), undefined);
    assert.equal(emptyFilter({ first: wideCircle(), filters: { id: [] } }, []), 'filters[id]');
  });

  it('is no name of a cursor, where an object of the query writes itself as such', async () => {
    const client = { connection: { apiUrl: BASE } } as unknown as Client;
    const name = (query: Tree) => () =>
      cursorName(
        client,
        {
          plan: { method: 'GET', path: '/rest/v1.0/things', query },
          companyId: '1',
          way: { strategy: 'hash' } as Way,
          name: '',
        },
        {},
      );
    assert.match(
      await refusal(name({ filters: { toJSON: () => ladder(60) } })),
      /^PROCORE_CONFIG: The query has more than 100,000/,
    );
    for (const id of [10n ** 20n, Array(9_999).fill(1)])
      assert.equal(await refusal(name({ id })), 'nothing was thrown');
  });

  it('is no row of a table, nor a cell', async () => {
    for (const row of [ladder(60), { id: 1, list: [ladder(60)] }, wideCircle()]) {
      assert.match(
        await refusal(() => flatTable([row], [])),
        /^PROCORE_CONFIG: The rows? ha(s|ve) more than/,
      );
    }
    const wants = ([first]: readonly string[]) => (first === 'id' ? 1 : 0);
    assert.match(
      await refusal(() => flatTable([wideCircle()], [], { wants })),
      /The row has more than 100,000/,
    );
  });
});

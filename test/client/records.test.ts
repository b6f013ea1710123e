import assert from 'node:assert/strict';
import { type NamedRecord, type Records, recordsOf } from '../../src/access/records.js';
import { clientOf } from '../support/client.js';
import { json, serve, token } from '../support/http-server.js';

const PATH = '/rest/v1.0/projects/{project_id}/things';

describe('records to pick from', () => {
  const read = async (body: unknown, path = PATH): Promise<Records> => {
    const server = await serve((request, response) => {
      if (request.path.startsWith('/oauth')) token(response);
      else json(response, 200, body);
    });
    const client = clientOf(server.url);
    try {
      const query = { path, placeholders: { project_id: '7' }, query: {}, companyId: '1' };
      return await recordsOf(client, query, { lane: 'interactive' });
    } finally {
      await client.close();
      await server.close();
    }
  };
  const first = async (row: unknown, path?: string): Promise<NamedRecord | undefined> =>
    (await read([row], path)).records[0];

  const cases: ReadonlyArray<readonly [what: string, row: object, record: object]> = [
    ['a name', { id: 5, name: 'Five', title: 'other' }, { id: '5', name: 'Five' }],
    [
      'a subject with a number',
      { id: 5, subject: 'Beam', full_number: 'RFI-5', status: 'open' },
      { id: '5', name: 'Beam', number: 'RFI-5', detail: 'open' },
    ],
    ['a person', { id: 5, first_name: 'Ada', last_name: 'Fen' }, { id: '5', name: 'Ada Fen' }],
    [
      'a person with a company',
      { id: 5, name: 'Ada Fen', vendor: { id: 9, name: 'Firm Nine' } },
      { id: '5', name: 'Ada Fen', detail: 'Firm Nine' },
    ],
    ['the name of what it is about', { id: 5, party: { name: 'Ada Fen' } }, { id: '5', name: 'Ada Fen' }],
    ['an id beyond 2^53', { id: '90071992547409931', name: 'Big' }, { id: '90071992547409931', name: 'Big' }],
    ['an id with letters', { id: '01J9-ab_c', name: 'Two' }, { id: '01J9-ab_c', name: 'Two' }],
    ['a key and a value', { key: '5', value: 'Five' }, { id: '5', name: 'Five' }],
    ['an id under its own name', { thing_id: '5', thing_name: 'Five' }, { id: '5', name: 'Five' }],
    ['no name', { id: 5 }, { id: '5', name: '' }],
    ['a name that is no text', { id: 5, name: { a: 1 }, title: ['x'] }, { id: '5', name: '' }],
    ['a name without end', { id: 5, name: 'x'.repeat(5_000) }, { id: '5', name: 'x'.repeat(300) }],
  ];
  for (const [what, row, record] of cases) {
    it(`are told by ${what}`, async () => assert.deepEqual(await first(row), record));
  }

  for (const row of [
    null,
    7,
    'a',
    [],
    {},
    { id: null },
    { id: {} },
    { id: 1.5 },
    { id: '../x' },
    { id: 'a'.repeat(99) },
  ]) {
    it(`leave out ${JSON.stringify(row).slice(0, 30)}, which has no id`, async () => {
      assert.deepEqual((await read([row])).records, []);
    });
  }

  it('are found in groups, and in an object', async () => {
    const groups = [
      { group_title: 'A', things: [{ id: 1, title: 'One' }] },
      { things: [{ id: 2, title: 'Two' }] },
    ];
    const expected = ['One', 'Two'];
    assert.deepEqual(
      (await read(groups)).records.map(({ name }) => name),
      expected,
    );
    const whole = {
      things: [
        { id: 1, title: 'One' },
        { id: 2, title: 'Two' },
      ],
      total: 2,
    };
    assert.deepEqual(
      (await read(whole)).records.map(({ name }) => name),
      expected,
    );
    assert.deepEqual((await read({ a: 1 })).records, []);
  });

  it('are read up to 2,000 rows, and it is told that there are more', async () => {
    const page = (from: number) =>
      Array.from({ length: 100 }, (_, index) => ({ id: from + index, name: 'x' }));
    const server = await serve((request, response) => {
      const url = new URL(request.path, 'http://a');
      if (url.pathname.startsWith('/oauth')) token(response);
      else
        json(response, 200, page((Number(url.searchParams.get('page') ?? 1) - 1) * 100 + 1), {
          total: '5000',
          'per-page': '100',
        });
    });
    const client = clientOf(server.url);
    try {
      const query = {
        path: PATH,
        placeholders: { project_id: '7' },
        query: { 'filters[search]': 'x' },
        companyId: '1',
      };
      const { records, more } = await recordsOf(client, query, { lane: 'interactive' });
      assert.equal(records.length, 2_000);
      assert.equal(more, true);
      const asked = server.requests.filter(({ path }) => path.startsWith('/rest'));
      assert.ok(asked.length <= 24, String(asked.length));
      assert.ok(
        asked.every(({ path }) => new URL(path, 'http://a').searchParams.get('filters[search]') === 'x'),
      );
    } finally {
      await client.close();
      await server.close();
    }
  });
});

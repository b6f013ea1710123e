/** Lists that must be asked for the rows of one record: what its id is of, and that the first of those have rows. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

interface Row {
  readonly id: number | string;
  readonly contract_id?: number;
}

describe('simulator: lists of the rows of one record', () => {
  let caller: Caller;
  let company: number;
  let project: number;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 2, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    project = caller.project(0).id;
  });
  after(() => caller.close());

  const rows = async (path: string): Promise<Row[]> => {
    const { status, json, text } = await caller.get(path, { 'procore-company-id': String(company) });
    assert.equal(status, 200, `${path}: ${text}`);
    return json.data ?? json;
  };
  const inProject = (list: string) => rows(`/rest/v1.0/projects/${project}/${list}`);
  const inQuery = (list: string, more = '') => rows(`/rest/v1.0/${list}?project_id=${project}${more}`);
  const idsOf = (all: readonly Row[]) => all.map(({ id }) => Number(id));
  const commitments = async () => idsOf(await inQuery('commitments'));
  const primeContracts = async () => idsOf(await inQuery('prime_contracts'));

  it('have change orders of the contracts that their name says', async () => {
    for (const [list, contracts] of [
      ['prime_change_order_batches', await primeContracts()],
      ['commitment_change_order_batches', await commitments()],
    ] as const) {
      const batches = await inProject(list);
      assert.ok(batches.length > 0, list);
      const others = batches.filter((row) => !contracts.includes(Number(row.contract_id)));
      assert.deepEqual(others, [], list);
    }
  });

  it('have rows for contracts of both kinds, where the list is of either', async () => {
    for (const contracts of [await commitments(), await primeContracts()])
      for (const id of contracts.slice(0, 3))
        for (const [list, more] of [
          ['change_order_requests', `&contract_id=${id}`],
          ['contract_payments', `&contract_id=${id}`],
          ['financials/markups', `&holder_type=Contract&holder_id=${id}`],
        ] as const)
          assert.ok((await inQuery(list, more)).length > 0, `${list}${more}`);
    const shown = new Set((await inQuery('change_order_packages')).map((row) => row.contract_id));
    assert.ok((await commitments()).some((id) => shown.has(id)));
    assert.ok((await primeContracts()).some((id) => shown.has(id)));
    for (const id of idsOf(await inQuery('potential_change_orders')).slice(0, 3))
      assert.ok(
        (await inQuery('financials/markups', `&holder_type=PotentialChangeOrder&holder_id=${id}`)).length > 0,
      );
    assert.deepEqual(await inQuery('financials/markups', '&holder_type=Contract&holder_id=1'), []);
  });

  it('have rows for the first invoices', async () => {
    const invoices = idsOf(await inQuery('requisitions')).slice(0, 3);
    assert.equal(invoices.length, 3);
    for (const id of invoices)
      for (const list of [
        `lien_waivers?invoice_id=${id}`,
        `payment_readiness/manual_holds?invoice_id=${id}`,
        `payments/subtier_waivers?subtier_requisition_id=${id}`,
      ])
        assert.ok((await inProject(list)).length > 0, list);
    assert.deepEqual(await inProject('lien_waivers?invoice_id=1'), []);
  });
});

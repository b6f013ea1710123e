import { idOf, rowOf } from '../../src/access/foreign.js';
import type { Page } from '../../src/index.js';
import { LIST_COMPANIES, listCompanies } from '../../src/operations.js';
import type { ActionDef } from '../shared/flow-json.js';
import type { NodeKind } from '../shared/pipe/node-kind.js';
import { outcomeOf, outcomesOf, type Result } from '../shared/pipe/outcome.js';
import { fields } from './fields.js';
import { migrations } from './migrations.js';

export const companiesKind: NodeKind<ActionDef> = {
  type: 'procore-companies',
  fields,
  migrations,
  operations: () => [LIST_COMPANIES],

  async *onMessage({ inputs, client, options }) {
    const pages = client.pages(listCompanies(await inputs.company()), options);
    yield* inputs.config.delivery === 'row' ? eachAbout(pages) : outcomesOf(pages);
  },
};

/** Yields each company as an outcome about that company, so that the nodes that follow take it from the message. */
async function* eachAbout(pages: AsyncIterable<Page>): AsyncGenerator<Result, void, undefined> {
  for await (const page of pages) {
    const outcome = outcomeOf(page);
    if (!('rows' in outcome) || outcome.rows.length === 0) yield outcome;
    else {
      for (const [index, row] of outcome.rows.entries()) {
        const companyId = idOf(rowOf(row).id);
        const last = outcome.last && index === outcome.rows.length - 1;
        const about = { ...outcome.about, ...(companyId !== undefined && { companyId }) };
        yield { ...outcome, rows: [row], last, about };
      }
    }
  }
}

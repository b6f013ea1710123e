import type { NodeAPI } from 'node-red';
import { idOf, rowOf } from '../../src/access/foreign.js';
import { listCompanies } from '../../src/operations.js';
import type { ActionDef } from '../shared/flow-json.js';
import type { Result } from '../shared/pipe/delivery.js';
import { registerAction } from '../shared/pipe/register.js';

export = (RED: NodeAPI): void =>
  registerAction<ActionDef>(RED, {
    type: 'procore-companies',
    async run({ inputs, client, run }) {
      const pages = client.pages(listCompanies(await inputs.company()), run);
      return inputs.config.delivery === 'row' ? eachAbout(pages) : pages;
    },
  });

/** Each company as a result that is about this company: nodes that follow take it from the message. */
async function* eachAbout(pages: AsyncIterable<Result>): AsyncGenerator<Result, void, undefined> {
  for await (const page of pages) {
    const rows = page.isList ? (page.body as unknown[]) : [];
    if (rows.length === 0) yield page;
    for (const [index, row] of rows.entries()) {
      const companyId = idOf(rowOf(row).id);
      const last = page.last && index === rows.length - 1;
      yield {
        ...page,
        body: [row],
        last,
        about: { ...page.about, ...(companyId !== undefined && { companyId }) },
      };
    }
  }
}

/** What the reading of lists knows by hand, held against every operation of the catalogue. */
import assert from 'node:assert/strict';
import { builtInOperations } from '../../src/catalogue/load.js';
import type { Operation } from '../../src/catalogue/operation.js';
import { builtInShapes } from '../../src/catalogue/shapes.js';
import { readOf } from '../../src/paging/opened.js';
import { pagingForm } from '../../src/paging/paging-form.js';

const addressOf = ({ path }: Operation) => path.replace(/\{\w+\}/g, '7');

/** Objects with a list in them that are no pages of a list. */
const NO_LISTS: Readonly<Record<string, string>> = {
  '/rest/v1.0/custom_field_definitions':
    'the reference shows one row of the list, which has a list of choices in it',
  '/rest/v1.0/meetings/ecrion_pdf_generation_data': 'what a PDF is made from',
  '/rest/v1.1/projects/{project_id}/meetings/ecrion_pdf_generation_data': 'what a PDF is made from',
};

describe('paging, over the whole catalogue', () => {
  it('opens the one list of every answer that has pages, also if nothing else tells of them', async () => {
    const shapes = await builtInShapes();
    const opened: string[] = [];
    const missed: string[] = [];
    for (const operation of await builtInOperations()) {
      const { method, path, paging } = operation;
      const returns = shapes.get(`GET ${path}`)?.returns;
      if (method !== 'GET' || paging === undefined) continue;
      if (typeof returns !== 'object' || returns === null || Array.isArray(returns)) continue;
      const [key, ...others] = Object.entries(returns).flatMap(([name, of]) =>
        Array.isArray(of) ? [name.replace(/!$/, '')] : [],
      );
      if (key === undefined || others.length > 0 || key === 'data') continue;
      const rows = [{ id: 1 }];
      const answer = { body: { [key]: rows, beside: 1 }, headers: {} } as unknown as Parameters<
        typeof readOf
      >[0]['answer'];
      (readOf({ answer }, addressOf(operation)).rows === rows ? opened : missed).push(path);
    }
    assert.ok(opened.length >= 8, opened.join('\n'));
    assert.deepEqual(missed, Object.keys(NO_LISTS));
  });

  it('reads by its cursor what has one', async () => {
    const all = (await builtInOperations()).filter(({ paging }) => paging === 'cursor');
    assert.ok(all.length >= 6, String(all.length));
    for (const operation of all) {
      const form = pagingForm(addressOf(operation));
      assert.ok(form !== 'numbered' && form.parameter === 'cursor', operation.path);
      assert.ok(
        operation.params.some(({ name }) => name === form.size),
        operation.path,
      );
    }
  });
});

import assert from 'node:assert/strict';
import { labelOf, resourceLabel } from '../../src/catalogue/labels.js';
import { type Shape, shapeOf } from '../../src/catalogue/shape.js';
import { builtInShapes } from '../../src/catalogue/shapes.js';
import { shipped } from './operations.js';

/** What the trade writes in capitals. */
const ACRONYMS =
  /\b(?:aemp|api|bim|csv|def|dob|erp|gps|ids?|iso|lov|nda|oem|pdf|rfis?|rfqs?|sms|sov|uom|url|uuid|wbs|xml)\b/i;

/** Short words that are no acronyms. */
const WORDS =
  /^(a|add|ago|all|and|any|app|apps|are|as|at|auto|bid|bin|by|can|day|dir|doc|due|end|fax|for|from|get|has|in|is|job|key|log|map|max|me|min|new|no|non|not|num|of|off|old|on|or|out|pay|per|pin|pre|raw|ref|row|run|set|sky|sub|sum|tab|tag|tax|to|up|use|via|web|zip|\d+|–)$/i;

/** The words of a label that look like an acronym that is not known. */
function odd(label: string): string[] {
  const words = label.split(/[\s›]+/).filter((word) => word !== '' && !WORDS.test(word));
  return words.filter(
    (word) =>
      word !== word.toUpperCase() &&
      !/^[A-Z&\d]+s?$/.test(word) &&
      (word.length <= 3 || !/[aeiouy]/i.test(word) || /[a-z][A-Z]/.test(word)),
  );
}

function* keysIn(shape: Shape): Generator<string> {
  if (shape.kind === 'list') yield* keysIn(shape.of);
  if (shape.kind !== 'object') return;
  for (const { name, shape: inner } of shape.fields) {
    yield name;
    yield* keysIn(inner);
  }
}

describe('labels', () => {
  for (const [resource, label] of [
    ['rfis', 'RFIs'],
    ['punch-item-types', 'Punch item types'],
    ['potential-rfi-managers', 'Potential RFI managers'],
    ['bim-model-revisions', 'BIM model revisions'],
    ['custom-field-lov-entries', 'Custom field LOV entries'],
    ['work-order-contract-subcontractor-sov-status', 'Work order contract subcontractor SOV status'],
    ['created-by-company-id', 'Created by company ID'],
    ['time-and-material-entry', 'T&M entry'],
    ['work-classification---project-level', 'Work classification – project level'],
    ['coordination-issue-procore-item-associations', 'Coordination issue Procore item associations'],
    ['', ''],
  ] as const) {
    it(`of the resource ${resource} is "${label}"`, () => assert.equal(resourceLabel(resource), label));
  }

  for (const [name, label] of [
    ['bankAccountId', 'Bank account ID'],
    ['DEFTankCapacityUnits', 'DEF tank capacity units'],
    ['EquipmentID', 'Equipment ID'],
    ['file_version_ids', 'File version IDs'],
    ['commitment_co_batch_id', 'Commitment CO batch ID'],
    ['filters[has_uom]', 'Has UOM'],
    ['sha256', 'SHA256'],
  ] as const) {
    it(`of ${name} is "${label}"`, () => assert.equal(labelOf(name, ''), label));
  }

  it('of every group, resource, parameter and key of a body have their acronyms in capitals', async () => {
    const operations = shipped();
    const shapes = await builtInShapes();
    const labels = new Map<string, string>();
    for (const { category, tool, resource, params, path } of operations) {
      labels.set(category, category).set(tool, tool).set(resource, resourceLabel(resource));
      for (const { name } of params) labels.set(name, labelOf(name, path));
    }
    for (const { body } of shapes.values())
      for (const key of keysIn(shapeOf(body))) labels.set(key, labelOf(key, ''));
    const wrong = new Set<string>();
    for (const label of labels.values()) {
      for (const word of label.split(/[^A-Za-z0-9]+/)) {
        if (ACRONYMS.test(word) && !/^[A-Z]+s?$/.test(word)) wrong.add(`${word} in "${label}"`);
      }
    }
    assert.deepEqual([...wrong], []);
    const doubtful = [...labels.values()].flatMap((label) =>
      odd(label).map((word) => `${word} in "${label}"`),
    );
    console.log(`      ${labels.size} labels; doubtful: ${[...new Set(doubtful)].join(', ') || 'none'}`);
    assert.ok(labels.size > 3_000, String(labels.size));
    assert.ok(doubtful.length <= 40, String(doubtful.length));
  });
});

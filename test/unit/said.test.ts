import assert from 'node:assert/strict';
import { explain } from '../../src/refusals/explain.js';

const causeOf = (body: unknown, status = 422) =>
  explain({ status, headers: {}, body }, { companyId: '7', projectId: '9' }, 0).cause;

/** The bodies of a 422, and the sentence that a user reads. */
const SENTENCES: ReadonlyArray<readonly [what: string, body: unknown, sentence: string]> = [
  [
    'fields with the same fault',
    { errors: { question: ['required'], rfi_manager: ['required'], assignees: ['required'] } },
    'Procore did not accept the request (422): question, rfi_manager and assignees are required.',
  ],
  [
    'one field',
    { errors: { assignees: ['required'] } },
    'Procore did not accept the request (422): assignees is required.',
  ],
  [
    'several faults',
    {
      errors: {
        subject: ["can't be blank", 'is too short'],
        due_date: ['is invalid'],
        number: ['has already been taken'],
      },
    },
    "Procore did not accept the request (422): subject can't be blank; subject is too short; due_date is invalid; number has already been taken.",
  ],
  [
    'many fields with a fault of one',
    {
      errors: {
        a: ['is invalid'],
        b: ['is invalid'],
        c: ['has already been taken'],
        d: ['has already been taken'],
      },
    },
    'Procore did not accept the request (422): a and b are invalid; c and d have already been taken.',
  ],
  [
    'a fault that is a sentence',
    { errors: { question: ['Please fill this in.'] } },
    'Procore did not accept the request (422): question: Please fill this in.',
  ],
  [
    'a sentence that begins with its field',
    {
      error: {
        details: [{ source: 'uploads.0.file_name', message: 'uploads.0.file_name must be a string' }],
      },
    },
    'Procore did not accept the request (422): uploads.0.file_name must be a string.',
  ],
  [
    'a field without a word',
    { errors: { question: [], assignees: null, subject: '' } },
    'Procore did not accept the request (422): question, assignees and subject were not accepted.',
  ],
  [
    'a field and something of no field',
    { errors: { base: ['The RFI is closed.'], question: ['required'] } },
    'Procore did not accept the request (422): The RFI is closed; question is required.',
  ],
  [
    'no field',
    { errors: ['Not now', 'Later'] },
    'Procore did not accept the request (422). Procore says: Not now; Later.',
  ],
  ['a number', { errors: { count: 5 } }, 'Procore did not accept the request (422): count: 5.'],
  ['nothing', null, 'Procore did not accept the request (422).'],
];

describe('what Procore did not accept, as a sentence', () => {
  for (const [what, body, sentence] of SENTENCES) {
    it(`of ${what}`, () => assert.equal(causeOf(body), sentence));
  }

  it('of many fields names the first ones and counts the others', () => {
    const errors = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`field_${n}`, ['required']]));
    assert.match(causeOf({ errors }), /: field_0, .*, field_7 and 22 others are required\.$/);
  });

  it('is said again where another status carries fields', () => {
    assert.match(causeOf({ errors: { base: ['is stale'] } }, 409), /\(409\)\. Procore says: is stale\.$/);
    assert.match(
      causeOf({ errors: { assignees: ['private'] } }, 403),
      /Procore says: assignees is private\.$/,
    );
  });
});

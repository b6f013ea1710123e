import assert from 'node:assert/strict';
import { parseConnection } from '../../src/connection.js';
import { ProcoreError } from '../../src/errors.js';
import { parsePlan } from '../../src/plan.js';

const SETTINGS = {
  environment: 'production',
  loginUrl: 'https://login.example.com',
  apiUrl: 'https://api.example.com',
  clientId: 'id',
  clientSecret: 'secret',
  timeoutMs: 1_000,
  allowHttp: false,
} as const;
const PLAN = { method: 'GET', path: '/rest/v1.0/things' } as const;

/** Nothing of this kind is right in any field. */
const WRONG = [
  Symbol('wrong'),
  () => undefined,
  new Map(),
  'nothing of the choices',
  { a: { b: 1 } },
  [[[]]],
];

/** The names of fields that a person sets, whichever they are. */
const FIELDS = {
  connection: [
    ...['environment', 'loginUrl', 'apiUrl', 'clientId', 'clientSecret', 'actAs', 'companyId', 'timeoutMs'],
    ...[
      'allowHttp',
      'quotaScope',
      'reserve',
      'lookups',
      'publicUrl',
      'receiverPort',
      'gateUser',
      'gatePassword',
    ],
  ],
  plan: [
    ...['operation', 'method', 'path', 'placeholders', 'query', 'parameters', 'headers', 'companyId'],
    ...['response', 'paging', 'perPage', 'limit'],
  ],
} as const;

/** What zod itself would say, in any of its sentences. */
const ZOD = /invalid|expected|received|option|unrecogni|instance|undefined|NaN/i;

function told(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof ProcoreError, String(thrown));
    return thrown.message;
  }
}

describe('what is wrong with a setting or a plan', () => {
  const parsers: Readonly<Record<keyof typeof FIELDS, (more: object) => unknown>> = {
    connection: (more) => parseConnection({ ...SETTINGS, ...more }),
    plan: (more) => parsePlan({ ...PLAN, ...more }, undefined),
  };
  for (const [kind, fields] of Object.entries(FIELDS)) {
    it(`is told in plain words, for each field of a ${kind}`, () => {
      const parse = parsers[kind as keyof typeof FIELDS];
      assert.equal(
        told(() => parse({})),
        undefined,
      );
      for (const field of fields) {
        const sentences = WRONG.flatMap((value) => told(() => parse({ [field]: value })) ?? []);
        assert.ok(sentences.length > 0, field);
        for (const sentence of sentences) assert.doesNotMatch(sentence, ZOD, field);
      }
    });
  }

  it('names the choices', () => {
    assert.match(
      told(() => parsePlan({ ...PLAN, paging: 'some' as never }, undefined)) ?? '',
      /The field "paging" must be one of off, all\./,
    );
    assert.match(
      told(() => parseConnection({ ...SETTINGS, environment: 'moon' as never })) ?? '',
      /The setting "environment" must be one of production, /,
    );
  });
});

import fc from 'fast-check';
import { type Made, type MessageMade, ODDS, value } from '../made.js';

/** Names that mean something to a node, to Node-RED or to JavaScript, and some that mean nothing. */
const NAMES = fc.oneof(
  fc.constantFrom(
    'payload',
    'headers',
    'query',
    'params',
    'method',
    'path',
    'topic',
    'parts',
    'tick',
    'error',
  ),
  fc.constantFrom('hasOwnProperty', '__proto__', 'constructor', 'toJSON', 'toString', 'then', 'length', 'id'),
  fc.constantFrom('req', 'res', 'procore', 'statusCode', 'wished', 'a'),
  fc.string({ maxLength: 5 }),
);

/** Anything that JavaScript knows and that can be sent to another process. */
const ANYTHING: fc.Arbitrary<Made> = fc
  .anything({
    maxDepth: 3,
    maxKeys: 4,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withBoxedValues: true,
    key: fc.oneof(NAMES, fc.string()),
  })
  .map(value);

/** Values of every kind; those that have ended programs before come often enough to be met within seconds. */
const MADE: fc.Arbitrary<Made> = fc.letrec<{ made: Made }>((tie) => ({
  made: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 4, arbitrary: ANYTHING },
    { weight: 3, arbitrary: fc.constantFrom(...ODDS).map((what): Made => ({ is: 'odd', what })) },
    {
      weight: 1,
      arbitrary: fc.record({
        is: fc.constant('deep' as const),
        of: fc.constantFrom('array' as const, 'object' as const),
        levels: fc.integer({ min: 1, max: 30_000 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        is: fc.constant('long' as const),
        text: fc.constantFrom('\\"', '"', '[', '{"a":', '9', '-1', ' ', '\u0000', '${', 'a', '\ud800'),
        times: fc.integer({ min: 1, max: 60_000 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.array(tie('made'), { maxLength: 3 }).map((items): Made => ({ is: 'list', items })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({
          entries: fc.array(fc.tuple(NAMES, tie('made')), { maxLength: 4 }),
          how: fc.constantFrom(
            undefined,
            undefined,
            'null prototype' as const,
            'frozen' as const,
            'sealed' as const,
          ),
        })
        .map(({ entries, how }): Made => ({ is: 'object', entries, ...(how && { how }) })),
    },
  ),
})).made;

/** Whole messages. A stop is an attack of its own, and `_msgid` is Node-RED's. */
export const MESSAGE: fc.Arbitrary<MessageMade> = fc.dictionary(
  NAMES.filter((name) => name !== 'reset' && name !== '_msgid'),
  MADE,
  { maxKeys: 4 },
);

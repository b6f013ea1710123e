import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseJsonText } from '../../src/transport/json-text.js';

/** The same by JSON.parse, which tells where it can (Node.js 22) how a number was written; else null. */
function expected(text: string): { readonly value: unknown } | 'no JSON' {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return 'no JSON';
  }
}

function read(text: string): { readonly value: unknown } | 'no JSON' {
  try {
    return { value: parseJsonText(text) };
  } catch (thrown) {
    assert.ok(thrown instanceof SyntaxError);
    return 'no JSON';
  }
}

/** What a text means whose integers beyond 2^53 are strings: every digit back, as JSON.parse rounds it. */
function rounded(value: unknown, digits: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return digits.has(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map((item) => rounded(item, digits));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item, digits)]));
}

const long = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 2n ** 53n, max: 10n ** 30n }))
  .map(([negative, n]) => `${negative ? '-' : ''}${n}`);

/** JSON as a text, with long integers in it, and with the text's own marks within its strings. */
const json = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    long,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)),
    fc
      .string({ unit: fc.constantFrom('"', '\\', '1', '{', ',', ':', '9', ' ', 'e', 'ü') })
      .map((s) => JSON.stringify(`${s}-`)),
    fc.constantFrom(
      'true',
      'false',
      'null',
      '1.5e+30',
      '-0',
      '12345678901234567890.5',
      '12345678901234567890e2',
    ),
    fc.array(tie('value'), { maxLength: 5 }).map((items) => `[${items.join(' , ')}]`),
    fc
      .array(tie('value'), { maxLength: 5 })
      .map((items) => `{${items.map((each, at) => `"${at}\\"":\n${each}`)}}`),
  ),
})).value;

describe('exact JSON of any text', () => {
  it('is what JSON.parse makes of it, but for long integers', () => {
    fc.assert(
      fc.property(json, (text) => {
        const digits = new Set(text.match(/-?\d{16,}/g) ?? []);
        const found = read(text);
        assert.ok(found !== 'no JSON');
        assert.deepEqual({ value: rounded(found.value, digits) }, expected(text));
      }),
      { numRuns: 500 },
    );
  });

  it('is refused where JSON.parse refuses it, wherever a text is cut off or disturbed', () => {
    const disturbed = fc.tuple(
      json,
      fc.nat(),
      fc.constantFrom('', '"', '\\', ':', '0', '-', '12345678901234567890'),
    );
    fc.assert(
      fc.property(disturbed, ([text, place, what]) => {
        const at = place % (text.length + 1);
        for (const bad of [text.slice(0, at) + what, text.slice(0, at) + what + text.slice(at)]) {
          assert.equal(read(bad) === 'no JSON', expected(bad) === 'no JSON', bad);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes no number for a key or with a zero in front, as quotes would make it one', () => {
    for (const text of [
      '{12345678901234567890:1}',
      '{12345678901234567890 \n:1}',
      '[012345678901234567890]',
    ]) {
      assert.throws(() => parseJsonText(text), SyntaxError);
    }
  });

  it('takes time in proportion to the text: cut off within escaped quotes, one long string, deep, one long number', () => {
    const id = '"id":12345678901234567890,';
    const started = performance.now();
    assert.throws(() => parseJsonText(`{${id}"text":"${'\\"'.repeat(100_000)}`), SyntaxError);
    assert.throws(() => parseJsonText(`{${id}"text":"${'\\\\"'.repeat(100_000)}`), SyntaxError);
    assert.throws(() => parseJsonText(`{${id}${'"'.repeat(100_001)}`), SyntaxError);
    assert.throws(() => parseJsonText('12345678901234567890 '.repeat(50_000)), SyntaxError);
    const whole = parseJsonText(`{${id}"text":"${'\\"x'.repeat(3_000_000)}"}`) as {
      id: string;
      text: string;
    };
    assert.equal(whole.id, '12345678901234567890');
    assert.equal(whole.text.length, 6_000_000);
    assert.equal(parseJsonText('9'.repeat(100_000)), '9'.repeat(100_000));
    const deep = parseJsonText(`${'['.repeat(20_000)}12345678901234567890${']'.repeat(20_000)}`);
    assert.ok(Array.isArray(deep));
    const ms = performance.now() - started;
    assert.ok(ms < 2_000, `${Math.round(ms)} ms`);
  });
});

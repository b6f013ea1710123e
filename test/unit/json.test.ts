import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseJson } from '../../src/transport/json.js';
import { parseJsonText } from '../../src/transport/json-text.js';

const read = (text: string) => parseJson(Buffer.from(text));

describe('exact JSON', () => {
  it('keeps integers beyond 2^53 as strings with every digit', () => {
    // The documented event id of a webhook payload.
    assert.deepEqual(read('{"id":5982324300946918154,"n":[-9007199254740993]}'), {
      id: '5982324300946918154',
      n: ['-9007199254740993'],
    });
  });

  it('leaves safe integers, decimals and text alone', () => {
    const text =
      '{"a":9007199254740991,"b":0.12345678901234567,"c":"5982324300946918154","d":1e30,"e":"\\"12345678901234567890\\\\"}';
    assert.deepEqual(read(text), JSON.parse(text));
  });

  it('finds a long run wherever it begins, in the text and in memory', () => {
    for (let shift = 0; shift < 4; shift++) {
      for (let offset = 0; offset < 40; offset++) {
        const text = `{"${'x'.repeat(offset)}":12345678901234567891}`;
        const bytes = Buffer.alloc(shift + text.length).subarray(shift);
        bytes.write(text);
        assert.deepEqual(parseJson(bytes), { ['x'.repeat(offset)]: '12345678901234567891' });
      }
    }
  });

  it('is what reading the text digit by digit gives', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,22}$/);
    const filler = fc.stringMatching(/^[a-z0-9:;<=>? .-]{0,9}$/);
    const pairs = fc.array(fc.tuple(filler, digits), { maxLength: 12 });
    fc.assert(
      fc.property(pairs, fc.nat(3), (all, shift) => {
        const text = `[${all.map(([name, digits]) => `{"${name}":${digits}}`).join(',')}]`;
        const bytes = Buffer.alloc(shift + text.length).subarray(shift);
        bytes.write(text);
        assert.deepEqual(parseJson(bytes), parseJsonText(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('skips a byte order mark', () => {
    assert.deepEqual(parseJson(Buffer.from('\ufeff{"a":1}')), { a: 1 });
  });

  it('throws on text that is cut off', () => {
    assert.throws(() => read('[{"a":1},{"a"'), SyntaxError);
  });
});

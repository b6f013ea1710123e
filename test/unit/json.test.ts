import assert from 'node:assert/strict';
import { parseJson } from '../../src/transport/json.js';

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

  it('finds a long run wherever it begins', () => {
    for (let offset = 0; offset < 40; offset++) {
      assert.deepEqual(read(`{"${'x'.repeat(offset)}":12345678901234567891}`), {
        ['x'.repeat(offset)]: '12345678901234567891',
      });
    }
  });

  it('skips a byte order mark', () => {
    assert.deepEqual(parseJson(Buffer.from('\ufeff{"a":1}')), { a: 1 });
  });

  it('throws on text that is cut off', () => {
    assert.throws(() => read('[{"a":1},{"a"'), SyntaxError);
  });
});

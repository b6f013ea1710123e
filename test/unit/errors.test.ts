import assert from 'node:assert/strict';
import { asProcoreError, configError, ProcoreError } from '../../src/errors.js';

const HUGE = 'x'.repeat(5_000_000);

describe('an error', () => {
  it('is of a size that can be copied, logged and shown, whatever it was made of', () => {
    const error = new ProcoreError({
      code: 'PROCORE_INVALID',
      cause: HUGE,
      fix: HUGE,
      who: 'developer',
      requestId: HUGE,
      operation: HUGE,
      details: Array.from({ length: 100_000 }, () => ({ field: HUGE, message: HUGE })),
    });
    for (const text of [
      JSON.stringify(error),
      error.message,
      error.stack ?? '',
      JSON.stringify(error.within({})),
    ]) {
      assert.ok(text.length < 60_000, `${text.length} characters`);
    }
    assert.equal(error.details.length, 50);
    assert.ok(error.details[0]?.message.endsWith('…'));
    assert.ok((configError(HUGE, 'x').stack ?? '').length < 60_000);
  });

  it('keeps what is of an ordinary size as it is', () => {
    const details = [{ field: 'a', message: 'required' }, { message: 'no field' }];
    const facts = { code: 'PROCORE_INVALID', cause: 'One.', fix: 'Two.', who: 'developer', details } as const;
    const error = new ProcoreError({ ...facts, requestId: 'r-1' });
    assert.deepEqual(error.toJSON(), { ...facts, message: 'One. Two.', requestId: 'r-1' });
  });

  it('is made of anything that is thrown', () => {
    for (const thrown of [
      undefined,
      null,
      'text',
      7,
      Object.create(null),
      { toString: 1 },
      Symbol('s'),
      new Error(HUGE),
    ]) {
      const error = asProcoreError(thrown);
      assert.equal(error.code, 'PROCORE_BAD_RESPONSE');
      assert.ok(error.message.length < 5_000);
    }
  });
});

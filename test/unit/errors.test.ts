import assert from 'node:assert/strict';
import { inspect } from 'node:util';
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

  it('is made also of what throws when it is looked at', () => {
    const refuses = () => assert.fail('looked at');
    const hostile = new Error('x');
    Object.defineProperty(hostile, 'stack', { get: refuses });
    for (const thrown of [
      new Proxy({}, { getPrototypeOf: refuses }),
      new Proxy(new Error('x'), { get: refuses }),
      { toString: refuses },
      { [Symbol.toPrimitive]: () => ({}) },
      Object.assign(new Error('x'), { message: Symbol('s') }),
      hostile,
    ]) {
      const error = asProcoreError(thrown);
      assert.equal(error.code, 'PROCORE_BAD_RESPONSE');
      assert.equal(error.origin, thrown);
    }
  });

  it('keeps what was thrown, and neither JSON nor a text nor an inspection shows it', () => {
    const thrown = Object.assign(new Error('origin-of-it'), { detail: 'detail-of-it' });
    const facts = { code: 'PROCORE_NETWORK', cause: 'One.', fix: 'Two.', who: 'developer' } as const;
    const error = new ProcoreError(facts, undefined, thrown);
    for (const each of [error, error.with({ retryAfter: 3 }), error.within({ companyId: '4' })]) {
      assert.equal(each.origin, thrown);
      for (const text of [JSON.stringify(each), String(each), each.stack ?? '', inspect(each)]) {
        assert.doesNotMatch(text, /(origin|detail)-of-it/);
      }
      assert.ok(!Object.keys(each).includes('origin'));
    }
  });

  it('is copied with other facts: what is not named stays, with answer, stack and what is not for flows', () => {
    const answer = { status: 503, headers: {}, body: 'b' };
    const facts = { code: 'PROCORE_UNAVAILABLE', cause: 'One.', fix: 'Two.', who: 'developer' } as const;
    const details = [{ field: 'a', message: 'required' }];
    const error = new ProcoreError({ ...facts, details, transient: true, unsent: true }, answer);
    const copy = error.with({ cause: 'Other.', retryAfter: 7, companyId: undefined });
    assert.deepEqual(copy.toJSON(), {
      ...error.toJSON(),
      cause: 'Other.',
      message: 'Other. Two.',
      retryAfter: 7,
    });
    assert.deepEqual([copy.transient, copy.unsent, copy.answer], [true, true, answer]);
    assert.equal(copy.stack, error.stack?.replace('One. Two.', 'Other. Two.'));
    assert.equal(error.with({ transient: false }).transient, false);
  });

  it('of the same failure within a call keeps what it knew already', () => {
    const facts = { code: 'PROCORE_NETWORK', cause: 'One.', fix: 'Two.', who: 'developer' } as const;
    const { companyId, operation } = new ProcoreError({ ...facts, companyId: '4' }).within({
      companyId: '5',
      operation: 'List',
    });
    assert.deepEqual([companyId, operation], ['4', 'List']);
  });
});

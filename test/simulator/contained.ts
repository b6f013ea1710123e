import assert from 'node:assert/strict';

/** Checks that one answer says all that another one says, also in lists and objects: the single record may have more keys than its list. */
export function assertContains(whole: unknown, part: unknown, at = 'the answer'): void {
  if (typeof part !== 'object' || part === null) {
    assert.equal(whole, part, at);
    return;
  }
  assert.ok(typeof whole === 'object' && whole !== null, `${at}: ${JSON.stringify([whole, part])}`);
  if (Array.isArray(part)) assert.equal((whole as unknown[]).length, part.length, at);
  for (const [name, value] of Object.entries(part))
    assertContains((whole as Record<string, unknown>)[name], value, `${at}.${name}`);
}

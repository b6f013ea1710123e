import fc from 'fast-check';
import { bytesOf } from '../answer.js';
import { make } from '../made.js';
import type { AdminAttack } from '../real/admin-attacks.js';
import { jsonOf } from '../real/json-of.js';
import { bodyOf, draftOf, ROUTES } from '../real/routes.js';
import { VARIABLE } from '../real/stage.js';
import { answerFuzz } from './answers.js';

/** What stands in a field: JSON of any kind, depth, a variable, another host, a name that is inherited. */
const FIELD: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(`\${${VARIABLE}}`, `$(${VARIABLE})`, '{{foreign}}', 'stranger', 'tls', ''),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 9_000 }).map((levels) => make({ is: 'deep', of: 'object', levels })),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 9_000 }).map((levels) => make({ is: 'deep', of: 'array', levels })),
  },
);

const FIELDS = fc.constantFrom(
  ...['connection', 'companyId', 'plan', 'id', 'attempt', 'code', 'redirectUri', 'operations', '__proto__'],
);
const DRAFT_FIELDS = fc.constantFrom(
  ...['loginUrl', 'apiUrl', 'clientId', 'clientSecret', 'companyId', 'proxy', 'tls', 'environment', 'actAs'],
  ...['timeout', 'allowHttp', 'quotaScope', 'reserve', 'lookups', 'id', '__proto__', 'constructor'],
);
const PLAN_FIELDS = fc.constantFrom(
  ...['method', 'path', 'query', 'headers', 'body', 'placeholders', 'companyId', 'response', '__proto__'],
);

/** A body that is right but for some fields; and what Procore says to it. Times of a request are kept short. */
export const adminFuzz: fc.Arbitrary<AdminAttack> = fc
  .record({
    route: fc.constantFrom(...ROUTES),
    draft: fc.array(fc.tuple(DRAFT_FIELDS, FIELD), { maxLength: 3 }),
    plan: fc.array(fc.tuple(PLAN_FIELDS, FIELD), { maxLength: 2 }),
    body: fc.array(fc.tuple(FIELDS, FIELD), { maxLength: 1 }),
    answer: fc.option(answerFuzz, { nil: undefined }),
    salt: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ route, draft, plan, body, answer, salt }) => ({
    kind: 'fuzzed admin requests' as const,
    name: route,
    route,
    ...(answer?.always && { answer: answer.always }),
    body: (procore, foreign) => {
      // A draft of its own each time: an answer is kept for a minute.
      const at = changed(draftOf(procore, { timeout: String(1 + salt / 1_000) }), draft);
      const whole = changed(bodyOf(route, at), body);
      if (route === 'try' && plan.length > 0)
        whole.plan = changed({ method: 'GET', path: '/rest/v1.0/a' }, plan);
      return jsonOf(whole).replaceAll('{{foreign}}', foreign);
    },
  }));

function changed(
  record: Record<string, unknown>,
  changes: ReadonlyArray<readonly [string, unknown]>,
): Record<string, unknown> {
  const copy = { ...record };
  for (const [name, value] of changes) {
    Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

/** The request as it can be read. */
export const shownRequest = ({ route, body, answer }: AdminAttack) => ({
  route,
  answer,
  body: body?.('http://procore', 'http://foreign').slice(0, 400),
  size: bytesOf({ text: body?.('', '') ?? '' }).length,
});

import { z } from 'zod';
import { idSchema } from './connection.js';
import { configError } from './errors.js';
import { checkQuery } from './extent.js';
import { plainFaults } from './plain-faults.js';
import { placeholdersOf } from './transport/address.js';
import { isInexact, kindOf } from './transport/plain-text.js';
import { RESPONSE_FORMS } from './transport/read-answer.js';

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;

/** Headers that the connection sets itself: a flow must not be able to send the token elsewhere or break the framing. */
const RESERVED = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'procore-company-id',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const headersSchema = z
  .record(z.string(), z.unknown(), 'The headers must be an object of names and values.')
  .superRefine((headers, context) => {
    for (const [name, value] of Object.entries(headers)) {
      if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) context.addIssue(`"${name}" is not a header name.`);
      if (!isText(value)) context.addIssue(`The header ${name} is ${kindOf(value)}, but must be a text.`);
      if (RESERVED.has(name.toLowerCase())) context.addIssue(`The header ${name} is set by the connection.`);
      // Bytes that HTTP does not allow in a header value (RFC 9110, section 5.5).
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(String(value))) {
        context.addIssue(`The value of the header ${name} holds a character that is not allowed there.`);
      }
    }
  })
  .transform((headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
  );

/** Exact numbers and booleans can be written as text without loss. */
function isText(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !isInexact(value);
  return typeof value === 'string' || typeof value === 'boolean';
}

const FAULTS = plainFaults('The field');

const PER_PAGE = 'The page size must be from 1 to 10,000 rows.';

const planSchema = z.object({
  /** The name of the call in messages and errors, e.g. "List projects". @default method and path */
  operation: z.string().optional(),
  method: z
    .string('The method is missing.')
    .trim()
    .toUpperCase()
    .pipe(z.enum(METHODS, `The method must be one of ${METHODS.join(', ')}.`)),
  /** Begins with /rest/; may hold {placeholders}. */
  path: z.string('The path is missing.').trim().min(1, 'The path is missing.'),
  placeholders: z
    .record(
      z.string(),
      z.string('The values for the placeholders must be texts.'),
      'The placeholders must be an object.',
    )
    .default({}),
  query: z.record(z.string(), z.unknown(), 'The query must be an object.').default({}),
  /** Query parameters in order, after those of `query`; a name may come several times. */
  parameters: z.array(z.tuple([z.string(), z.unknown()]), 'The parameters must be a list.').default([]),
  headers: headersSchema.default({}),
  /** Any JSON value, or what the content type takes. A stream body is sent unchanged; undefined sends no body. */
  body: z.unknown().optional(),
  companyId: idSchema('The company must be a company id, digits only.').optional(),
  response: z.enum(RESPONSE_FORMS).default('auto'),
  /** `all`: every page of a list; `off`: this one request. @default 'off' */
  paging: z.enum(['off', 'all']).default('off'),
  /** Rows per page. @default the largest that the operation allows */
  perPage: z.int(PER_PAGE).min(1, PER_PAGE).max(10_000, PER_PAGE).optional(),
  /** Most rows to read. @default no limit */
  limit: z.int('The limit must be a whole number.').positive('The limit must be above 0.').optional(),
});

/** One call, or one list of pages, as asked for. */
export type PlanInput = z.input<typeof planSchema>;
export type Plan = z.output<typeof planSchema>;

/**
 * Checks a plan; the company's id fills `{company_id}`.
 * @throws ProcoreError PROCORE_CONFIG with every fault at once
 */
export function parsePlan(input: PlanInput, defaultCompany: string | undefined): Plan {
  const result = planSchema.safeParse(input, FAULTS);
  if (!result.success) {
    throw configError(
      [...new Set(result.error.issues.map((issue) => issue.message))].join(' '),
      'Correct the node’s fields or the message.',
    );
  }
  const plan = { ...result.data };
  checkQuery(plan);
  if (plan.paging === 'all' && plan.method !== 'GET') plan.paging = 'off';
  plan.companyId ??= defaultCompany;
  if (plan.companyId && placeholdersOf(plan.path).includes('company_id')) {
    plan.placeholders = { company_id: plan.companyId, ...plan.placeholders };
  }
  return plan;
}

/** The project a plan is about, if its path or query names one. */
export function projectOf({ placeholders, query, parameters, path }: Plan): string | undefined {
  const row = parameters.filter(([name]) => name === 'project_id').at(-1)?.[1];
  for (const named of [own(placeholders, 'project_id'), row, own(query, 'project_id')]) {
    if (typeof named === 'string' || typeof named === 'number') return String(named);
  }
  return /\/projects\/(\d+)/.exec(path)?.[1] ?? /[?&]project_id=(\d+)/.exec(path)?.[1];
}

function own(values: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

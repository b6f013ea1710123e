import { halfThenReset, limited, retryAtDate, status } from './answers.js';
import { describeRows } from './rows.js';

const DAY = 86_400;
const HOURLY = { limit: 3600 };
const SOON = { 'retry-after': '1' };
/** A wait of 1 s with the second that the package adds, and some air. */
const SECOND = 3_500;
/** A message that has little time. */
const HURRIED = { deadline: '1' };

describeRows('waits', [
  {
    fault: '429 of the spike window',
    answers: [limited(0)],
    expect: 'delivered',
    requests: 2,
    within: SECOND,
  },
  {
    fault: '429 with a later Retry-After',
    answers: [limited(-1, { headers: SOON })],
    expect: 'delivered',
    requests: 2,
    within: 4_500,
  },
  {
    fault: '429 with Retry-After alone',
    method: 'POST',
    answers: [status(429, {}, SOON)],
    expect: 'delivered',
    requests: 2,
    within: SECOND,
  },
  {
    fault: '429 whose body breaks off',
    answers: [limited(1, { answer: (code, _, headers) => halfThenReset(code, headers) })],
    expect: 'delivered',
    requests: 2,
    within: SECOND,
  },
  {
    fault: '429 of the hour, twelve messages',
    messages: 12,
    answers: [limited(0, HOURLY)],
    expect: 'delivered',
    requests: 13,
    within: 4_500,
  },
  {
    fault: '429 beyond the time of the message',
    answers: [limited(1_800, HOURLY)],
    node: HURRIED,
    expect: 'PROCORE_RATE_LIMITED',
    says: /used up until/,
    requests: 1,
    within: 500,
  },
  {
    fault: '503 with Retry-After',
    method: 'POST',
    answers: [status(503, {}, SOON)],
    expect: 'delivered',
    requests: 2,
    within: SECOND,
  },
  {
    fault: '503 with Retry-After as a date',
    method: 'POST',
    answers: [retryAtDate(503, 0)],
    expect: 'delivered',
    requests: 2,
    within: 4_500,
  },
  {
    fault: '503 without Retry-After',
    method: 'POST',
    always: status(503),
    expect: 'PROCORE_UNAVAILABLE',
    status: 503,
    requests: 1,
    within: 500,
  },
  {
    fault: '429, clock 120 s ahead',
    clock: 120_000,
    answers: [limited(0, HOURLY)],
    expect: 'delivered',
    requests: 2,
    within: SECOND,
  },
  {
    fault: '429, clock 120 s behind',
    clock: -120_000,
    answers: [limited(0, HOURLY)],
    expect: 'delivered',
    requests: 2,
    within: SECOND,
  },
  {
    fault: '429, Reset three days ahead',
    answers: [limited(3 * DAY, HOURLY)],
    node: HURRIED,
    expect: 'PROCORE_RATE_LIMITED',
    warns: /cannot be right/,
    requests: 1,
    within: 500,
  },
  {
    fault: '429, Reset two minutes past',
    answers: [limited(-120, HOURLY)],
    node: HURRIED,
    expect: 'PROCORE_RATE_LIMITED',
    warns: /cannot be right/,
    requests: 1,
    within: 500,
  },
  {
    fault: '503, Retry-After of a month',
    answers: [status(503, {}, { 'retry-after': String(30 * DAY) })],
    expect: 'PROCORE_UNAVAILABLE',
    status: 503,
    warns: /cannot be right/,
    requests: 1,
    within: 500,
  },
]);

import type { Row } from './row.js';
import { describeRows } from './rows.js';

/** Five pages of the simulator's RFIs, four at a time, through a spoiled connection. */
const LIST = {
  simulator: { records: 100, limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY } },
  node: { paging: 'all', perPage: '20' },
  expect: 'delivered',
} as const satisfies Partial<Row>;

describeRows('the simulator behind a spoiled connection', [
  { ...LIST, fault: 'nothing', toxics: [], requests: 5, within: 1_000 },
  {
    ...LIST,
    fault: 'latency',
    toxics: [{ type: 'latency', latency: 100, jitter: 80 }],
    requests: 5,
    within: 2_500,
  },
  {
    ...LIST,
    fault: 'bandwidth',
    toxics: [{ type: 'bandwidth', bytesPerSecond: 20_000 }],
    requests: 5,
    within: 4_000,
  },
  { ...LIST, fault: 'slicer', toxics: [{ type: 'slicer', size: 100, delay: 1 }], requests: 5, within: 2_500 },
  { ...LIST, fault: 'slow close', toxics: [{ type: 'slow_close', delay: 300 }], requests: 5, within: 1_500 },
  {
    ...LIST,
    fault: 'limit data, two connections',
    toxics: [{ type: 'limit_data', bytes: 700, first: 2 }],
    requests: [6, 8],
    within: 4_500,
  },
  {
    ...LIST,
    fault: 'timeout, two connections',
    toxics: [{ type: 'timeout', timeout: 0, first: 2 }],
    connection: { timeout: '0.5' },
    requests: [6, 7],
    within: 4_500,
  },
  {
    ...LIST,
    fault: 'reset, three connections',
    toxics: [{ type: 'reset_peer', timeout: 0, first: 3 }],
    requests: [5, 8],
    within: 4_500,
  },
  {
    ...LIST,
    fault: 'reset of the request, three connections',
    toxics: [{ type: 'reset_peer', timeout: 0, first: 3, stream: 'upstream' }],
    requests: 5,
    within: 4_500,
  },
  { ...LIST, fault: 'down for 0.4 s', downFor: 400, requests: 5, within: 8_500 },
]);

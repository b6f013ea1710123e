import type { Migration } from './migrations.js';

/** Of every action node. Before there was a version: nodes of 0.1, and flows written by hand. */
export const FIRST: Migration = {
  to: 1,
  up: (stored) => ({
    companyType: 'connection',
    output: 'payload',
    outputType: 'msg',
    delivery: 'array',
    tick: false,
    concurrency: '8',
    deadline: '',
    onError: 'catch',
    outputs: 1,
    ...stored,
  }),
};

/** Of every action node. Since then the company of a new node is the message's; an older node keeps its own. */
export const OWN_COMPANY: Migration = {
  to: 2,
  up: (stored) => ({ companyType: 'connection', ...stored }),
};

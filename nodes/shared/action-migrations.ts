import type { Migration } from './migrations.js';

/** The first step of every action node, for nodes without a version: nodes of 0.1, and flows written by hand. */
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

/**
 * A step of every action node. From this version on, a new node uses the company of the message; an older node keeps
 * its own company.
 */
export const OWN_COMPANY: Migration = {
  to: 2,
  up: (stored) => ({ companyType: 'connection', ...stored }),
};

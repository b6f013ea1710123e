import type { Fields } from './field.js';

/** What a message or a context holds, or an expression gives. */
export const REFERENCES = ['msg', 'flow', 'global', 'env', 'jsonata'] as const;

/** The fields that every action node has. */
export const actionFields = {
  name: { kind: 'kept', default: '' },
  connection: { kind: 'node', label: 'Connection', type: 'procore-config', default: '', required: true },
  company: { kind: 'typed', label: 'Company', default: '' },
  /**
   * `connection` for its default company; `message` for the company that a node of ours put on the message, else the
   * connection's default; else a typed input's type.
   */
  companyType: {
    kind: 'inputType',
    label: 'Company',
    default: 'message',
    values: ['connection', 'message', 'num', 'str', ...REFERENCES],
    absent: 'connection',
  },
  companyName: { kind: 'kept', default: '' },
  output: { kind: 'typed', label: 'Output', default: 'payload', required: true, emptyIsAbsent: true },
  outputType: { kind: 'inputType', label: 'Output', default: 'msg', values: ['msg', 'flow', 'global'] },
  delivery: { kind: 'choice', label: 'Send', default: 'array', values: ['array', 'page', 'row'] },
  /** Sends the next message only when the flow returns one with msg.tick. */
  tick: { kind: 'tick', label: 'Flow control', default: false },
  /** Messages at the same time. */
  concurrency: { kind: 'count', label: 'Parallel messages', default: '8', emptyIsAbsent: true },
  /** How long a message may take in all; empty: as long as it needs. */
  deadline: { kind: 'seconds', label: 'Time limit', default: '' },
  /** Where failures go: to Catch nodes, or to a second output. */
  onError: { kind: 'choice', label: 'On error', default: 'catch', values: ['catch', 'output'] },
  outputs: { kind: 'kept', default: 1 },
} as const satisfies Fields;

import type { Fields } from './field.js';

/** Types of values that come from a message, a context, the environment or an expression. */
export const REFERENCES = ['msg', 'flow', 'global', 'env', 'jsonata'] as const;

/** The fields that every action node has. */
export const actionFields = {
  name: { kind: 'kept', default: '' },
  connection: { kind: 'node', label: 'Connection', type: 'procore-config', default: '', required: true },
  company: { kind: 'typed', label: 'Company', default: '' },
  /**
   * `connection` for its default company; `message` for the company that another node of this package put on the
   * message, or else the connection's default; otherwise a typed input's type.
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
  /** Most messages in progress at the same time. */
  concurrency: { kind: 'count', label: 'Parallel messages', default: '8', emptyIsAbsent: true },
  /** Longest time for a whole message, seconds; empty for no limit. */
  deadline: { kind: 'seconds', label: 'Time limit', default: '' },
  /** Whether failures go to Catch nodes or to a second output. */
  onError: { kind: 'choice', label: 'On error', default: 'catch', values: ['catch', 'output'] },
  outputs: { kind: 'kept', default: 1 },
} as const satisfies Fields;

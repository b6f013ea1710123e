import fc from 'fast-check';
import type { Attack } from '../attack.js';
import { NODES } from '../rows/messages.js';
import { MESSAGE } from './values.js';

/** Any message through any node, in any of the ways that flows are wired. */
export const messageFuzz: fc.Arbitrary<Attack> = fc
  .record({
    node: fc.constantFrom(...NODES.map(([, node]) => node)),
    msg: MESSAGE,
    wires: fc.constantFrom(1 as const, 2 as const),
    watched: fc.boolean(),
    onError: fc.constantFrom('catch', 'catch', 'output'),
    delivery: fc.constantFrom('array', 'page', 'row'),
  })
  .map(({ node, msg, wires, watched, onError, delivery }) => ({
    kind: 'fuzzed messages' as const,
    name: 'any message',
    msg,
    wires,
    watched,
    within: 5_000,
    node: { ...node, onError, delivery, outputs: onError === 'output' ? 2 : 1 },
  }));

import { STRATEGIES } from '../../src/changes/strategy.js';
import { actionFields } from '../shared/fields/action-fields.js';
import type { Fields } from '../shared/fields/field.js';
import { listFields } from '../shared/fields/list-fields.js';
import { newestVersion } from '../shared/migrations.js';
import { scopeFields } from '../shared/scope/scope-fields.js';
import { migrations } from './migrations.js';

// This node says with `confirm` how pages are confirmed, and has no `tick`.
const { tick: _tick, ...ofEveryNode } = actionFields;

export const fields = {
  ...ofEveryNode,
  /** One run after the other: a second one waits for the first anyway. */
  concurrency: { ...actionFields.concurrency, default: '1' },
  version: { kind: 'kept', default: newestVersion(migrations) },
  ...listFields,
  ...scopeFields,
  /** Changes are mostly wanted of every project. */
  scope: { ...scopeFields.scope, default: 'projects' },
  delivery: { ...actionFields.delivery, default: 'page' },
  /** How changes are found; `auto` takes the cheapest way that the list allows. */
  strategy: {
    kind: 'choice',
    label: 'Strategy',
    default: 'auto',
    values: ['auto', ...STRATEGIES],
    emptyIsAbsent: true,
  },
  /** Whether removed rows are looked for. */
  deletes: {
    kind: 'choice',
    label: 'Removed rows',
    default: 'auto',
    values: ['auto', 'off'],
    emptyIsAbsent: true,
  },
  /** Days that a dated list is read for. */
  windowDays: { kind: 'count', label: 'Days', default: '14', emptyIsAbsent: true },
  /** Percent of the rows of a project; if more are gone at once, nothing is deleted until somebody confirms it. */
  brake: { kind: 'count', label: 'Brake', default: '5', emptyIsAbsent: true },
  /**
   * When the cursor moves: once a message was sent, or once the flow has returned it with msg.tick. With `tick`, the next
   * message waits for that.
   */
  confirm: {
    kind: 'choice',
    label: 'Confirmed',
    default: 'sent',
    values: ['sent', 'tick'],
    emptyIsAbsent: true,
  },
  /** Names the cursor, so that another node goes on where this one ended; empty for a cursor of this node alone. */
  cursor: { kind: 'text', label: 'Cursor', default: '' },
} as const satisfies Fields;

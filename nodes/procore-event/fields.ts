import { actionFields } from '../shared/fields/action-fields.js';
import type { Fields } from '../shared/fields/field.js';
import { newestVersion } from '../shared/migrations.js';
import { scopeFields } from '../shared/scope/scope-fields.js';
import { migrations } from './migrations.js';

/** A resource whose events the flow wants. */
export interface WantedResource {
  /** As Procore names it in its list of webhook resources, e.g. `RFIs`. */
  readonly name: string;
  /** @default every action */
  readonly actions?: readonly string[];
}

/** A namespace of webhooks, as Procore allows it. */
export const NAMESPACE = /^[a-z0-9-]{1,100}$/;

/** Most namespaces of old webhooks that are looked for at a time. */
export const MOST_NAMESPACES = 10;

const EVERYTHING: readonly WantedResource[] = [];

export const fields = {
  ...actionFields,
  version: { kind: 'kept', default: newestVersion(migrations) },
  /** Which events the flow wants. Empty: none is sent to it. */
  resources: { kind: 'list', label: 'Events', default: EVERYTHING },
  /** Which projects or companies the events are of. */
  scope: {
    kind: 'choice',
    label: 'For',
    default: 'projects',
    values: ['projects', 'companies'],
    emptyIsAbsent: true,
  },
  scopeFilter: scopeFields.scopeFilter,
  scopeFilterType: scopeFields.scopeFilterType,
  /** How events are learned: Procore sends them, or the records are compared again and again. */
  mode: {
    kind: 'choice',
    label: 'How',
    default: 'webhook',
    values: ['webhook', 'poll'],
    emptyIsAbsent: true,
  },
  /** The form of what Procore sends. */
  payloadVersion: {
    kind: 'choice',
    label: 'Payload',
    default: 'v4.0',
    values: ['v4.0', 'v3.0', 'v2.0'],
    emptyIsAbsent: true,
  },
  /** Minutes between two comparisons that find what was not delivered. */
  reconcile: { kind: 'count', label: 'Compare every', default: '60', emptyIsAbsent: true },
  /** Minutes between two comparisons if nothing is delivered; empty for as often as a quarter of the quota allows. */
  interval: { kind: 'count', label: 'Ask every', default: '' },
  /** Whether the record of each event is read and added to the message. */
  hydrate: { kind: 'tick', label: 'Record', default: false },
  /** When an event counts as handled: once it was sent, or once the flow returns msg.tick. */
  confirm: {
    kind: 'choice',
    label: 'Handled',
    default: 'sent',
    values: ['sent', 'tick'],
    emptyIsAbsent: true,
  },
  /** Seconds in which events of one record become one message; empty for a message per event. */
  coalesce: { kind: 'seconds', label: 'Join for', default: '' },
  /** Times that an event is handed out before it is a dead letter. */
  retries: { kind: 'count', label: 'Attempts', default: '5', emptyIsAbsent: true },
  /** Whether events of changes that this app made itself are dropped. */
  ignoreOwn: { kind: 'tick', label: 'Own changes', default: false },
} as const satisfies Fields;

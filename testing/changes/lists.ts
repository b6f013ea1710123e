import type { Strategy } from '../../src/changes/strategy.js';
import { changeEventV11 } from '../../src/simulator/data/change-events.js';
import type { KindName, SimulatedRecord } from '../../src/simulator/index.js';

/** A list that is copied. */
export interface List {
  readonly kind: KindName;
  readonly path: string;
  readonly strategy?: Strategy;
  /** How it shows a record. @default as it is */
  readonly shown?: (row: SimulatedRecord) => unknown;
  /** Whether the account may not ask for removed rows, so that nothing but complete reads proves a removal. */
  readonly hasNoBin?: true;
}

/** Each has another way to see what was removed. */
const LISTS: readonly List[] = [
  { kind: 'rfis', path: '/rest/v1.0/projects/{project_id}/rfis' },
  { kind: 'submittals', path: '/rest/v1.1/projects/{project_id}/submittals' },
  { kind: 'observations', path: '/rest/v1.0/observations/items' },
  { kind: 'punch_items', path: '/rest/v1.1/punch_items' },
  { kind: 'change_events', path: '/rest/v1.1/change_events', shown: changeEventV11 },
  { kind: 'rfis', path: '/rest/v1.0/projects/{project_id}/rfis', strategy: 'hash' },
];

/** The list that a seed copies. */
export function listOf(seed: number): List {
  return LISTS[seed % LISTS.length] as List;
}

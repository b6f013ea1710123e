import { type Steps, stepsOf } from '../../../src/catalogue/body-tree.js';
import type { FieldValue } from '../../../src/catalogue/values.js';
import type { Picks } from '../../catalogue/bodies/demo-ids.js';
import { type EnteredBody, Person } from '../../catalogue/bodies/entered.js';
import type { KnownBody } from '../../catalogue/bodies/known-bodies.js';

/** One body to be filled in by a node of its own. */
export interface Task {
  /** Of the node. */
  readonly id: string;
  readonly body: KnownBody;
  readonly picks: Picks;
  readonly entered: EnteredBody;
  /** What is typed, in the order of the form. */
  readonly entries: ReadonlyArray<{ readonly steps: Steps; readonly typed: FieldValue }>;
}

export function taskFor(id: string, body: KnownBody, picks: Picks): Task {
  const entered = Person.enters(body, picks);
  const entries = [...entered.fields].map(([place, typed]) => ({
    steps: place === '' ? [] : stepsOf(place),
    typed,
  }));
  return { id, body, picks, entered, entries };
}

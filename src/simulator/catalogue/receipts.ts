/** Answers that only tell that something was taken in: an address at which a job can be asked for, a message, a token. */
import type { Collection } from './collection.js';
import type { Shape } from './facts.js';
import { listForm, oneForm } from './forms.js';

/** Whether the answer of a new record is a receipt: it has no id, and nothing that records of the collection have. */
export function isReceipt(answer: Shape | undefined, collection: Collection): boolean {
  if (!answer || listForm(answer)) return false;
  const { item } = oneForm(answer);
  if (item.kind !== 'object' || item.fields.length === 0) return false;
  const own = collection.item();
  const names = new Set(own.kind === 'object' ? own.fields.map(({ name }) => name) : []);
  return item.fields.every(({ name }) => !names.has(name) && !/(^|_)(id|uuid)$/.test(name));
}

import type { Part } from '../../../../src/catalogue/body-form';
import type { Steps } from '../../../../src/catalogue/body-tree';
import type { Operation } from '../../../../src/catalogue/operation';
import type { RecordSources } from '../../../../src/catalogue/record-source';
import { element } from '../../../shared/editor/elements';
import type { FieldContext } from '../../../shared/editor/request/fields/field-context';

/** One part of the form of a body. */
export interface PartControl {
  readonly key: string;
  /** Its value: JSON with references in it; undefined if it is empty. */
  read(): unknown;
  /** @returns whether it has something to fill in */
  focus(): boolean;
}

/** What all parts of one form use. */
export interface BodyContext {
  readonly operation: Operation;
  /** The lists that give the ids in it, if the catalogue is there. */
  readonly sources: RecordSources | undefined;
  readonly fields: FieldContext;
  /** A text of the request node. */
  text(key: string, values?: Record<string, string>): string;
  /** A text that all dialogs share. */
  shared(key: string, values?: Record<string, string>): string;
}

/** Where a part is, and what it has so far. */
export interface Place {
  readonly steps: Steps;
  readonly value: unknown;
}

/** Adds the frame of a part that has parts itself, with its name. */
export function partBox(
  form: HTMLElement,
  { key, label, required }: Part,
  { fields }: BodyContext,
): HTMLElement {
  const box = element('fieldset', 'procore-body-group');
  const legend = element('legend', '', label);
  legend.title = key;
  if (required) {
    const mark = element('span', 'procore-required', '*');
    mark.title = fields.text('field.required');
    legend.append(mark);
  }
  box.append(legend);
  form.append(box);
  return box;
}

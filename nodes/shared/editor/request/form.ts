import { type Field, fieldsOf } from '../../../../src/catalogue/form';
import type { Operation } from '../../../../src/catalogue/operation';
import type { RecordSources } from '../../../../src/catalogue/record-source';
import type { FieldValue } from '../../../../src/catalogue/values';
import { count, element } from '../elements';
import { addField, type FieldControl } from './fields/field';
import type { FieldContext } from './fields/field-context';

/** A group with up to this many optional fields is open from the start. */
const FEW = 3;

/**
 * The fields of an operation's path and query. Path fields and required fields are always shown; the others are behind
 * a heading. They are created when it is opened, as some operations have dozens.
 */
export class OperationForm {
  readonly #controls: FieldControl[] = [];
  readonly #fields: readonly Field[];
  readonly #values: ReadonlyMap<string, FieldValue>;

  constructor(
    readonly container: HTMLElement,
    operation: Operation,
    values: ReadonlyMap<string, FieldValue>,
    private readonly context: FieldContext,
    sources: RecordSources | undefined,
  ) {
    this.#values = values;
    // The node itself chooses the page and the rows per page.
    this.#fields = fieldsOf(operation, sources).filter(({ group }) => group !== 'paging');
    const isOpen = ({ group, required, wanted }: Field) => group === 'path' || required || wanted === true;
    this.#add(container, this.#fields.filter(isOpen));
    if (this.#fields.some(({ wanted }) => wanted)) {
      container.append(element('div', 'procore-note procore-dates', context.text('dates')));
    }
    for (const group of ['query', 'filters'] as const) {
      this.#addGroup(
        group,
        this.#fields.filter((field) => field.group === group && !isOpen(field)),
      );
    }
  }

  /** Whether the form has a field with this name. */
  has(name: string): boolean {
    return this.#fields.some((field) => field.name === name);
  }

  /** The values that are filled in, by parameter. */
  values(): Map<string, FieldValue> {
    const values = new Map<string, FieldValue>();
    for (const { name } of this.#fields) {
      const control = this.#controls.find(({ field }) => field.name === name);
      const value = control ? control.read() : this.#values.get(name);
      if (value) values.set(name, value);
    }
    return values;
  }

  /** Moves the focus to the next field to fill in. @returns whether there is one */
  focus(): boolean {
    const empty = this.#controls.find(({ field, read }) => field.required && !read());
    const next = empty ?? this.#controls[0];
    next?.focus();
    return next !== undefined;
  }

  #add(form: HTMLElement, fields: readonly Field[]): void {
    for (const field of fields) {
      this.#controls.push(addField(form, field, this.#values.get(field.name), this.context));
    }
  }

  #addGroup(group: 'query' | 'filters', fields: readonly Field[]): void {
    if (fields.length === 0) return;
    const set = fields.filter(({ name }) => this.#values.has(name)).length;
    const { details, content } = disclosure(
      this.context.text(`group.${group}`, { n: count(fields.length) }),
      set > 0 ? this.context.text('group.set', { n: count(set) }) : '',
    );
    this.container.append(details);
    const fill = () => {
      if (!content.hasChildNodes()) this.#add(content, fields);
    };
    details.addEventListener('toggle', () => details.open && fill());
    if (set > 0 || fields.length <= FEW) {
      details.open = true;
      fill();
    }
  }
}

function disclosure(title: string, remark: string): { details: HTMLDetailsElement; content: HTMLElement } {
  const details = element('details', 'procore-group');
  const summary = element('summary', '', title);
  if (remark) summary.append(' ', element('span', 'procore-remark', remark));
  const content = element('div', 'procore-group-fields');
  details.append(summary, content);
  return { details, content };
}

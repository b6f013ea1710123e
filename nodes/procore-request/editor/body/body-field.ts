import { bodySkeleton, saysNothing } from '../../../../src/catalogue/body';
import { bodyShape, shapeOfKeys } from '../../../../src/catalogue/body-shape';
import { joined, parted, Reference } from '../../../../src/catalogue/body-tree';
import { isDateWords } from '../../../../src/catalogue/calendar';
import { parseJsonField } from '../../../../src/catalogue/json-field';
import type { Operation } from '../../../../src/catalogue/operation';
import type { RecordSources } from '../../../../src/catalogue/record-source';
import type { Shape } from '../../../../src/catalogue/shape';
import type { BodyValue, NamedValue } from '../../../../src/catalogue/values';
import { VALUE_TYPES } from '../../../shared/editor/action-fields';
import { ask, refusalOf } from '../../../shared/editor/ask';
import type { BodyPart } from '../../../shared/editor/request/body-part';
import type { FieldContext } from '../../../shared/editor/request/fields/field-context';
import { BodyForm } from './form';
import { JsonEditor } from './json-editor';

/** Methods that can have a body; for the others the field is hidden. */
const WITH_BODY = ['', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The type of a body that is entered in its form. It is stored as JSON. */
const FORM = 'procore-form';

/**
 * The body: a form if the shape of the operation's body is known, or at least its keys; JSON in a code editor, or a reference to where it
 * comes from. Form and JSON are two views of the same text and rows, which are written to what Node-RED stores only when
 * the dialog is saved.
 */
export class BodyField implements BodyPart {
  readonly #row = $('#procore-request-body');
  readonly #value = $('#node-input-body');
  readonly #type = $('#node-input-bodyType');
  readonly #typed = $('#procore-request-body-typed');
  readonly #container = document.getElementById('procore-request-body-form') as HTMLElement;
  readonly #problem = $('#procore-request-body-problem');
  readonly #editor: JsonEditor;
  #operation: Operation | undefined;
  /** The chosen operation, or the one that a typed path belongs to. */
  #known: Operation | undefined;
  /** Whether there has been a body since the operation was shown. */
  #isFilled = false;
  #shape: Shape | undefined;
  /** Whether nobody knows yet if it is a form or JSON, since the operation or the shape of its body is being asked for. */
  #asks: boolean;
  /** The body as it was last read or written. Values from elsewhere are in the rows. */
  #json = '';
  #rows: readonly NamedValue[] = [];
  #form: { readonly view: BodyForm; readonly opened: string } | undefined;

  /**
   * @param fields what the fields of the form need
   * @param sources the lists that give ids, once the catalogue is there
   */
  constructor(
    private readonly node: EditorNode,
    private readonly fields: FieldContext,
    private readonly sources: () => RecordSources | undefined,
  ) {
    this.#asks = Boolean(node.operation);
    this.#editor = new JsonEditor(this.#text('field.body'), () =>
      this.#typed.next().find('button:visible').first().trigger('focus'),
    );
    this.#typed.typedInput({ default: 'json', types: this.#types() });
    this.#typed.next().find('.red-ui-typedInput-input').attr('aria-label', this.#text('field.body'));
    this.#typed.next().find('.red-ui-typedInput-type-select').attr('aria-label', this.#text('body.type'));
    this.write({
      value: String(this.#value.val() ?? ''),
      type: String(this.#type.val() || 'json'),
      rows: node.bodyRows ?? [],
    });
    this.#typed.on('change', () => this.#refresh());
  }

  /** Takes the operation whose body this is, and offers its form once its shape has come. */
  async use(operation: Operation | undefined): Promise<void> {
    if (operation !== undefined && operation === this.#operation) return;
    this.#keep();
    this.#operation = operation;
    this.#problem.text('');
    // Before the types change, since that draws the body again.
    this.#asks = operation?.body !== undefined;
    this.#setShape(undefined);
    if (!operation?.body) return this.#refresh();
    const told = await shapeFor(operation).catch(refusalOf);
    if (operation !== this.#operation) return;
    if (told && 'cause' in told) {
      this.#problem.text(`${this.#text('body.noShape')} ${told.cause} ${told.fix}`);
    } else if (told) {
      this.#keep();
      this.#setShape(told);
      if (this.#mode() === 'json') this.#typed.typedInput('type', FORM);
    }
    this.#asks = false;
    this.#refresh();
  }

  show(known: Operation | undefined): void {
    this.#known = known;
    this.#refresh();
  }

  #refresh(): void {
    this.#keep();
    const carries = this.#carries();
    if (carries && this.#mode() === FORM) this.#openForm();
    else this.#closeForm();
    // Node-RED's code editor takes a second to start, and fails if it is closed before that.
    const isJson = this.#mode() === 'json' && !this.#asks;
    this.#row.toggle(carries);
    $(this.#container).toggle(carries && this.#form !== undefined);
    $('.procore-request-body-json').toggle(carries && isJson);
    this.#problem.toggle(carries && isJson);
    if (carries && isJson) this.#editor.show(this.#json || this.#skeleton(), this.#elsewhere());
    else this.#editor.hide();
  }

  read(): BodyValue {
    this.#keep();
    const mode = this.#mode();
    if (mode !== 'json' && mode !== FORM)
      return { value: String(this.#typed.typedInput('value')), type: mode };
    const view = this.#form?.view;
    const whole = view?.read();
    if (whole instanceof Reference) return { value: whole.value, type: whole.type };
    const rows = this.#rows.length > 0 ? { rows: this.#rows } : {};
    return { value: this.#json, type: 'json', ...rows };
  }

  write({ value, type, rows = [] }: BodyValue): void {
    this.#isFilled = false;
    this.#closeForm();
    this.#editor.hide();
    const isJson = type === 'json';
    this.#json = isJson && !saysNothing(value, this.#operation) ? value : '';
    this.#rows = isJson ? rows : [];
    this.#typed.typedInput('type', isJson && this.#shape ? FORM : type);
    if (!isJson) this.#typed.typedInput('value', value);
    this.#refresh();
  }

  /** Writes the body to the fields that Node-RED reads. */
  store(): void {
    const { value, type, rows = [] } = this.read();
    this.#value.val(value);
    this.#type.val(type);
    // A node that has none, and never had any, stays as it was stored.
    if (rows.length > 0 || this.node.bodyRows) this.node.bodyRows = rows;
  }

  /** What the dialog can tell about the body before it is sent. */
  remarks(): string[] {
    const missing = this.#form?.view.missing() ?? [];
    return missing.length > 0 ? [this.#text('body.missing', { names: missing.join(', ') })] : [];
  }

  destroy(): void {
    // What is still to be answered shows nothing any more.
    this.#operation = undefined;
    this.#editor.destroy();
  }

  #text(key: string, values?: Record<string, string>): string {
    return this.node._(`procore-request.${key}`, values);
  }

  /**
   * Whether the request can have a body. A known DELETE has one only if its reference declares it. What was filled in
   * stays, and while the dialog shows the operation, its row does too.
   */
  #carries(): boolean {
    const method = String($('#node-input-method').val());
    this.#isFilled ||= this.#json !== '' || this.#rows.length > 0 || !['json', FORM].includes(this.#mode());
    if (method === 'DELETE' && this.#known && !this.#known.body) return this.#isFilled;
    return WITH_BODY.includes(method);
  }

  #mode(): string {
    return this.#typed.typedInput('type');
  }

  #types(): Array<string | TypedInputType> {
    const form = { value: FORM, label: this.#text('body.form'), icon: 'fa fa-list-alt', hasValue: false };
    return [
      ...(this.#shape ? [form] : []),
      {
        value: 'json',
        label: this.#text('body.json'),
        icon: 'red/images/typedInput/json.svg',
        hasValue: false,
      },
      ...VALUE_TYPES.filter((type) => type !== 'str'),
    ];
  }

  /** Offers the form or takes it away. Another type than form stays chosen. */
  #setShape(shape: Shape | undefined): void {
    this.#closeForm();
    this.#shape = shape;
    const type = this.#mode();
    const value = String(this.#typed.typedInput('value') ?? '');
    this.#typed.typedInput('types', this.#types());
    const next = type === FORM && !shape ? 'json' : type;
    this.#typed.typedInput('type', next);
    if (next === type && type !== FORM && type !== 'json') this.#typed.typedInput('value', value);
  }

  /** Takes over what was entered in the view that is open. */
  #keep(): void {
    if (this.#editor.isOpen) {
      const written = this.#editor.read();
      const isOffer = written.trim() === this.#skeleton().trim();
      this.#json = isOffer && this.#json === '' ? '' : written;
    }
    if (!this.#form) return;
    const whole = this.#form.view.read();
    const state = stateOf(whole);
    // Untouched, the text stays as it was written.
    if (state === this.#form.opened || whole instanceof Reference) return;
    const { json, rows } = parted(whole);
    const text = json === undefined ? '' : JSON.stringify(json, null, 2);
    this.#json = rows.length === 0 && saysNothing(text) ? '' : text;
    this.#rows = rows;
    this.#form = { ...this.#form, opened: state };
  }

  #openForm(): void {
    if (this.#form || !this.#shape || !this.#operation) return;
    this.#problem.text('');
    try {
      const isNothing = saysNothing(this.#json, this.#operation);
      const json = isNothing ? undefined : parseJsonField(this.#json, this.#text('field.body'));
      const value = joined(json, this.#rows);
      const { node } = this;
      const view = new BodyForm(this.#container, this.#shape, value, {
        operation: this.#operation,
        sources: this.sources(),
        fields: this.fields,
        text: (key, values) => this.#text(key, values),
        shared: (key, values) => node._(key, values),
      });
      this.#form = { view, opened: stateOf(view.read()) };
    } catch (problem) {
      // What cannot be shown stays in the code editor.
      this.#problem.text(`${this.#text('body.noForm')} ${(problem as Error).message}`);
      this.#typed.typedInput('type', 'json');
    }
  }

  #closeForm(): void {
    this.#form = undefined;
    // jQuery takes away the menus of the typed inputs, too, which are elsewhere in the page.
    $(this.#container).off().empty();
  }

  /** The rows beside the JSON, which is the only place to remove one that no form can show. */
  #elsewhere() {
    return this.#rows.map((row) => ({
      text: rowText(row),
      removal: this.#text('body.remove', { name: row.name }),
      remove: () => {
        this.#rows = this.#rows.filter((each) => each !== row);
        this.#refresh();
        this.#typed.next().find('button:visible').first().trigger('focus');
      },
    }));
  }

  #skeleton(): string {
    return this.#operation && this.#rows.length === 0 ? bodySkeleton(this.#operation) : '';
  }
}

/**
 * The shape of an operation's body, or that of its keys if the package has no other.
 * @throws Refused if Node-RED does not answer: then it is not known which of them it is, and a form of the keys alone
 *   would have fields for what has more in it
 */
async function shapeFor(operation: Operation): Promise<Shape | undefined> {
  const query = new URLSearchParams({ method: operation.method, path: operation.path });
  const { body } = await ask<{ body?: unknown }>(`catalogue/body?${query}`, undefined, 'GET');
  return body === undefined ? shapeOfKeys(operation) : bodyShape(operation, body);
}

/** A text by which two bodies are compared. */
function stateOf(whole: unknown): string {
  return JSON.stringify(parted(whole));
}

function rowText({ name, value, type }: NamedValue): string {
  if (type === 'env') return `${name} = \${${value}}`;
  return `${name} = ${type === 'jsonata' || isDateWords(type) ? value : `${type}.${value}`}`;
}

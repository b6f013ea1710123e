import { adoptedRows } from '../../../../src/catalogue/adopt';
import { carryOver } from '../../../../src/catalogue/carry-over';
import { type Operation, signatureOf } from '../../../../src/catalogue/operation';
import { NameBook } from '../../../../src/catalogue/record-names';
import type { RecordSources } from '../../../../src/catalogue/record-source';
import { requestOf, valuesFrom } from '../../../../src/catalogue/request';
import type { DraftRequest } from '../../../../src/catalogue/trial';
import { apart, type FieldValue, type FormValues } from '../../../../src/catalogue/values';
import { refusalOf } from '../ask';
import type { Text } from '../elements';
import { nameWidgets } from '../name-widgets';
import { prepareObject } from '../object-field';
import { prepareScope } from '../scope-rows';
import { type BodyPart, NO_BODY } from './body-part';
import { BrowsePanel } from './browse-panel';
import { type Catalogue, loadCatalogue } from './catalogue';
import type { FieldContext } from './fields/field-context';
import { fieldContext } from './fields/pick';
import { OperationForm } from './form';
import { operationCard } from './operation-card';
import { prepareSearch } from './operation-search';
import { addRowsFor, prepareParams, readParams, writeParams } from './params';
import { preparePath } from './path';
import { TryIt } from './try-it';

/** ms in which the dialog slides in. */
const BEFORE_TYPING = 300;

/** What differs between the nodes that describe a request. */
export interface RequestParts {
  /** Makes the part that enters the body. @default the node sends none */
  body?(fields: FieldContext, sources: () => RecordSources | undefined): BodyPart;
  /** The part of the catalogue whose operations are offered. @default all of it */
  offered?(catalogue: Catalogue): Catalogue;
  /** Called when another request is shown. */
  shown?(request: ShownRequest): void;
}

/** A request as its dialog shows it now. */
export interface ShownRequest {
  readonly path: string;
  /** The operation that is chosen, or that the path belongs to; undefined if there is none. */
  readonly operation: Operation | undefined;
  /** Every operation; undefined while they are being fetched. */
  readonly operations: readonly Operation[] | undefined;
}

/**
 * The dialog of a request: either an operation of the catalogue with its form, or a free method and path with a list of
 * parameters. Both edit the same stored properties.
 */
export class RequestDialog {
  readonly #text: Text;
  readonly #body: BodyPart;
  readonly #browse: BrowsePanel;
  readonly #try: TryIt;
  readonly #names: NameBook;
  readonly #context: FieldContext;
  readonly #path: ReturnType<typeof preparePath>;
  readonly #scopeOf: () => void;
  readonly #offered: (catalogue: Catalogue) => Catalogue;
  #whole: Catalogue | undefined;
  #chosen: { readonly operation: Operation; readonly form: OperationForm } | undefined;
  /** The form as it was when the dialog opened. If it is saved unchanged, the node stays exactly as it was stored. */
  #untouched: string | undefined;
  /** Whether the user removed the stored operation in this dialog. */
  #left = false;
  #closed = false;

  constructor(
    private readonly node: EditorNode,
    private readonly parts: RequestParts = {},
  ) {
    this.#text = (key, values) => node._(`procore.request.${key}`, values);
    const text = this.#text;
    this.#names = new NameBook(node.names);
    this.#context = fieldContext(node, this.#names);
    this.#offered = parts.offered ?? ((catalogue) => catalogue);
    const catalogue = () => this.#catalogue;
    const pick = (operation: Operation) => this.#pick(operation);
    prepareObject('query');
    prepareParams(node);
    this.#body = parts.body?.(this.#context, () => this.#catalogue?.sources) ?? NO_BODY;
    const searchAgain = prepareSearch({ catalogue, text, pick });
    this.#path = preparePath({ text, catalogue, changed: () => this.#callChanged(), pick });
    this.#scopeOf = prepareScope({
      text: (key, values) => node._(key, values),
      call: () => ({ method: this.#path.method(), path: this.#path.path() }),
    });
    this.#browse = new BrowsePanel({
      text,
      catalogue: () => this.#whole,
      offered: this.#offered,
      pick,
      replaced: (fresh) => {
        this.#whole = fresh;
        this.#renew();
        this.#tell();
      },
    });
    this.#try = new TryIt({
      text,
      nodeId: node.id,
      request: () => this.#draft(),
      remarks: () => this.#body.remarks(),
    });
    nameWidgets($('#dialog-form'));
    this.#showMode();
    loadCatalogue().then(
      (loaded) => {
        if (this.#closed) return;
        this.#whole = loaded;
        // Building the index takes a moment, so it is done before anybody types.
        setTimeout(() => this.#catalogue?.search, BEFORE_TYPING);
        searchAgain();
        this.#openStored();
        this.#browse.refresh();
      },
      (failure: unknown) => {
        const { cause, fix } = refusalOf(failure);
        if (this.#closed) return;
        $('#procore-operation-note').text(`${cause} ${fix}`);
        this.#body.use(undefined);
      },
    );
  }

  /** Writes what was entered to the fields that Node-RED reads. */
  save(): void {
    this.#callChanged();
    this.#body.store();
    const { node } = this;
    if (this.#chosen && this.#stateOf(this.#chosen) === this.#untouched) {
      setQuery({ value: node.query ?? '', type: node.queryType || 'json' });
    } else if (this.#chosen) {
      const { operation, params, query, queryType } = requestOf(this.#chosen.operation, this.#values());
      node.params = params;
      setQuery({ value: query, type: queryType });
      $('#node-input-operation').val(operation);
    } else {
      node.params = readParams();
      // Without the catalogue, it is unknown whether the path belongs to another operation by now.
      const isSame =
        !this.#left && this.#path.method() === (node.method ?? 'GET') && this.#path.path() === node.path;
      if (!isSame) $('#node-input-operation').val('');
    }
    this.#storeNames();
    this.close();
  }

  /** The operations that are offered. */
  get #catalogue(): Catalogue | undefined {
    return this.#whole && this.#offered(this.#whole);
  }

  /** Tells which request is shown. */
  #tell(): void {
    const path = this.#path.path();
    const operation = this.#chosen?.operation ?? this.#whole?.behind(this.#path.method(), path);
    this.#body.show(operation);
    this.parts.shown?.({ path, operation, operations: this.#whole?.operations });
  }

  /** An older node that was merely opened stays without the property. */
  #storeNames(): void {
    const names = this.#names.stored(this.node.params ?? [], this.#body.read().value);
    if (this.node.names !== undefined || Object.keys(names).length > 0) this.node.names = names;
  }

  close(): void {
    this.#closed = true;
    this.#body.destroy();
  }

  /** Opens the form of the stored operation once the catalogue is loaded. */
  #openStored(): void {
    const [method, path] = [this.#path.method(), this.#path.path()];
    const operation = this.node.operation ? this.#catalogue?.exact(method, path) : undefined;
    if (operation) {
      this.#show(operation, valuesFrom(operation, this.#entered()));
      if (this.#chosen) this.#untouched = this.#stateOf(this.#chosen);
    } else this.#body.use(undefined);
    this.#showMode();
  }

  #pick(operation: Operation): void {
    const values = this.#chosen
      ? carryOver(this.#values(), this.#chosen.operation, operation, this.#catalogue?.sources)
      : this.#valuesOfFree(operation);
    const { method, path, paging, perPage } = requestOf(operation, values);
    $('#node-input-paging').val(paging);
    $('#node-input-perPage').val(perPage);
    // Before the method is there, by which the body would be shown as JSON.
    this.#body.use(operation);
    this.#path.write(method, path);
    this.#left = false;
    this.#show(operation, values);
    this.#showMode();
    this.#browse.close();
    $('#procore-operation-spoken').text(this.#text('search.chosen', { name: operation.name }));
    this.#try.clear();
    if (!this.#chosen?.form.focus()) $('#procore-operation-search').trigger('focus');
  }

  /** Shows the chosen operation as the catalogue has it now, with what was entered. */
  #renew(): void {
    const { method, path } = this.#chosen?.operation ?? {};
    const renewed = method && path ? this.#catalogue?.exact(method, path) : undefined;
    if (!renewed) return;
    this.#show(renewed, this.#values());
    this.#showMode();
  }

  #valuesOfFree(operation: Operation): FormValues {
    const entered = this.#entered();
    const path = this.#path.path();
    const isBehind = this.#catalogue?.behind(operation.method, path) === operation;
    const params = isBehind ? adoptedRows(operation, path, entered.params) : entered.params;
    return valuesFrom(operation, { ...entered, params });
  }

  #show(operation: Operation, values: FormValues): void {
    const container = $('#procore-request-form').empty()[0] as HTMLElement;
    const form = new OperationForm(
      container,
      operation,
      values.fields,
      this.#context,
      this.#catalogue?.sources,
    );
    this.#chosen = { operation, form };
    const own = [...values.fields].filter(([name]) => !form.has(name));
    const { params } = requestOf(operation, { ...values, fields: new Map(own) });
    writeParams(params);
    setQuery(values.query);
    this.#body.use(operation);
    this.#body.write(values.body);
    $('#node-input-operation').val(operation.name);
  }

  /** Returns to a free method and path, and keeps the values that were filled in. */
  #leave(): void {
    if (!this.#chosen) return;
    const { params } = requestOf(this.#chosen.operation, this.#values());
    this.#chosen = undefined;
    this.#left = true;
    $('#procore-request-form').empty();
    this.#body.use(undefined);
    writeParams(params);
    addRowsFor(this.#path.path());
    this.#showMode();
  }

  /** A method or path that differs from the operation's makes the request a free one. */
  #callChanged(): void {
    const call = signatureOf({ method: this.#path.method(), path: this.#path.path() });
    if (this.#chosen && signatureOf(this.#chosen.operation) !== call) this.#leave();
    if (!this.#chosen) addRowsFor(this.#path.path());
    this.#scopeOf();
    this.#path.offer(this.#chosen?.operation);
    this.#tell();
  }

  #showMode(): void {
    const card = $('#procore-operation-card').empty();
    const { operation } = this.#chosen ?? {};
    if (operation) {
      const leave = () => {
        this.#leave();
        $('#procore-operation-search').trigger('focus');
      };
      const instead = this.#catalogue?.insteadOf(operation);
      const pick = (other: Operation) => this.#pick(other);
      card.append(operationCard(operation, { instead, text: this.#text, pick, leave }));
    }
    card.toggle(operation !== undefined);
    $('#procore-request-form').toggle(operation !== undefined);
    const more = operation ? 'params.more' : 'params.list';
    $('#procore-request-more > summary').text(this.#text(more));
    const isUsed = readParams().length > 0 || queryIn().value.trim() !== '';
    $('#procore-request-more').prop('open', operation === undefined || isUsed);
    this.#path.fold(operation !== undefined);
    this.#path.offer(operation);
    this.#scopeOf();
    this.#tell();
  }

  /** The values in the fields of a free request. */
  #entered() {
    const query = queryIn();
    const body = this.#body.read();
    return {
      params: readParams(),
      query: query.value,
      queryType: query.type,
      body: body.value,
      bodyType: body.type,
      bodyRows: body.rows ?? [],
    };
  }

  #values(): FormValues {
    const fields = new Map<string, FieldValue>(this.#chosen?.form.values());
    const { single, repeated } = apart(readParams());
    for (const { name, value, type } of single) fields.set(name, { value, type });
    return { fields, query: queryIn(), body: this.#body.read(), repeated };
  }

  #stateOf({ operation }: { operation: Operation }): string {
    return JSON.stringify([signatureOf(operation), requestOf(operation, this.#values())]);
  }

  #draft(): DraftRequest {
    const params = this.#chosen ? requestOf(this.#chosen.operation, this.#values()).params : readParams();
    const typed = (name: string) => ({
      value: String($(`#node-input-${name}`).val() ?? ''),
      type: String($(`#node-input-${name}Type`).val() ?? ''),
    });
    return {
      method: this.#path.method(),
      path: this.#path.path(),
      params,
      company: typed('company'),
      query: queryIn(),
      headers: typed('headers'),
      body: this.#body.read(),
      operation: this.#chosen?.operation,
    };
  }
}

const queryIn = () => {
  const field = $('#node-input-query');
  return { value: String(field.typedInput('value') ?? ''), type: field.typedInput('type') };
};

const setQuery = ({ value, type }: { value: string; type: string }) => {
  const field = $('#node-input-query');
  field.typedInput('type', type);
  field.typedInput('value', value);
};

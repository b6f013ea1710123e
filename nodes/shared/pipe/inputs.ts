import type { NodeMessage } from 'node-red';
import { parseJsonField } from '../../../src/catalogue/json-field.js';
import { configError, ProcoreError } from '../../../src/errors.js';
import type { ActionDef } from '../flow-json.js';
import type { Host } from './host.js';
import { answered } from './patience.js';

const COMPANY_ID = /^[1-9]\d{0,18}$/;

/** Reads a node's fields, and values of the message itself, for one message. A filled field wins over the message. */
export class Inputs<Def extends ActionDef> {
  readonly #taken = new Set<string>();
  readonly #takenParams = new Set<string>();
  #passedOn: NodeMessage | undefined;

  constructor(
    private readonly host: Host,
    readonly config: Def,
    readonly msg: NodeMessage,
    /** The environment of the node's connection: the id of another environment means nothing here. */
    private readonly environment?: string,
  ) {}

  /**
   * Reads a property of the message and removes it from the messages that are sent on; undefined if it does not exist.
   */
  take(property: string): unknown {
    const value: unknown = Object.hasOwn(this.msg, property)
      ? this.msg[property as keyof NodeMessage]
      : undefined;
    if (value === undefined || value === null) return undefined;
    this.#taken.add(property);
    return value;
  }

  /** Reads and removes a value of msg.params in the same way. */
  takeParam(name: string): unknown {
    const { params } = this.msg as { params?: unknown };
    if (typeof params !== 'object' || params === null || !Object.hasOwn(params, name)) return undefined;
    this.#takenParams.add(name);
    return (params as Record<string, unknown>)[name];
  }

  /**
   * The message to send on, without the values that were taken from it: otherwise they would become inputs of the next
   * request by chance. Call it after everything is read: the result is the same for every row.
   */
  passedOn(): NodeMessage {
    this.#passedOn ??= this.#withoutTaken();
    return this.#passedOn;
  }

  #withoutTaken(): NodeMessage {
    if (this.#taken.size === 0 && this.#takenParams.size === 0) return this.msg;
    const rest: Record<string, unknown> = { ...this.msg };
    for (const property of this.#taken) delete rest[property];
    if (this.#takenParams.size > 0) {
      const params: Record<string, unknown> = { ...(rest.params as object) };
      for (const name of this.#takenParams) delete params[name];
      if (Object.keys(params).length > 0) rest.params = params;
      else delete rest.params;
    }
    return rest as NodeMessage;
  }

  /** A field that takes a whole number; undefined if it is empty. @throws ProcoreError PROCORE_CONFIG naming the field */
  count(value: unknown, field: string, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(value, field);
    if (text === '') return undefined;
    const number = Number(text);
    if (Number.isSafeInteger(number) && number >= 1 && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? 'above 0' : `from 1 to ${most.toLocaleString('en-US')}`;
    throw configError(
      `The field "${field}" must be a whole number ${range}.`,
      'Correct it, or leave it empty.',
    );
  }

  /**
   * A field that takes seconds, as milliseconds; undefined if it is empty.
   * @throws ProcoreError PROCORE_CONFIG naming the field
   */
  milliseconds(value: unknown, field: string): number | undefined {
    const text = this.text(value, field);
    if (text === '') return undefined;
    const seconds = Number(text);
    if (seconds > 0 && Number.isFinite(seconds * 1000)) return seconds * 1000;
    throw configError(
      `The field "${field}" must be a number of seconds above 0.`,
      'Correct it, or leave it empty.',
    );
  }

  /** A plain text field, with `${ENV}` filled in. */
  text(value: unknown, field: string): string {
    return this.host.filled(String(value ?? '').trim(), field);
  }

  /**
   * A typed input's value; undefined for an empty field.
   * @throws ProcoreError PROCORE_CONFIG if a JSON text or an expression is invalid
   */
  async typed(stored: unknown, type: string, field: string): Promise<unknown> {
    // Node-RED has already filled in a field that consists of one variable; a JSON property of a subflow is then no
    // longer a text.
    if (typeof stored === 'object' && stored !== null) return stored;
    const value = String(stored ?? '');
    if (value.trim() === '' && type !== 'date') return undefined;
    if (type === 'str') return this.text(value, field);
    if (type === 'env') {
      return value.includes('${') ? this.text(value, field) : this.host.variable(value.trim(), field);
    }
    if (type === 'json') return this.#expanded(parseJsonField(value, field), field);
    if (type === 'num') return Number(this.text(value, field));
    try {
      return await answered(this.host.evaluate(value, type, this.msg), `The source of the field "${field}"`);
    } catch (error) {
      if (error instanceof ProcoreError) throw error;
      // A property of a missing object counts as missing.
      if (type === 'msg' && error instanceof TypeError) return undefined;
      const reason = error instanceof Error ? error.message : String((error as { message?: string }).message);
      throw configError(`The field "${field}" could not be evaluated: ${reason}.`, 'Correct it in the node.');
    }
  }

  /**
   * Fills in `${ENV}` in the texts of a JSON value. This is done after parsing, since a value with a quote would break
   * the JSON.
   */
  #expanded(value: unknown, field: string): unknown {
    if (typeof value === 'string') return this.host.filled(value, field);
    if (Array.isArray(value)) return value.map((item) => this.#expanded(item, field));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#expanded(item, field)]));
  }

  /**
   * The company that this call is for; undefined means the connection's default.
   * @throws ProcoreError PROCORE_CONFIG if the chosen source holds no company
   */
  async company(): Promise<string | undefined> {
    const { company, companyType } = this.config;
    if (companyType === 'message') return this.#companyOfMessage();
    if (companyType === 'connection' || company === '') return undefined;
    // An id is read as digits and not as a number: beyond 2^53 a number would be another id.
    const value = await this.typed(String(company), companyType === 'num' ? 'str' : companyType, 'company');
    const place = companyType === 'jsonata' ? 'the expression' : `${companyType}.${company}`;
    if (value === undefined || value === null || value === '') {
      throw configError(
        `No company id was found in ${place}.`,
        'Set it there, or choose the company in the node.',
      );
    }
    // Beyond 2^53 a number is no longer the id that was written.
    const exact = typeof value === 'number' ? Number.isSafeInteger(value) : typeof value === 'string';
    if (exact && COMPANY_ID.test(String(value).trim())) return String(value).trim();
    throw configError(
      `What was found in ${place} is no company id, which is digits only.`,
      'Set the id there as text.',
    );
  }

  /** The company that another node of this package put on the message, read or written in the same environment. */
  #companyOfMessage(): string | undefined {
    const { procore } = this.msg as { readonly procore?: unknown };
    if (typeof procore !== 'object' || procore === null) return undefined;
    const { environment, companyId } = procore as { environment?: unknown; companyId?: unknown };
    const isOurs = typeof environment === 'string' && environment === this.environment;
    return isOurs && typeof companyId === 'string' && COMPANY_ID.test(companyId) ? companyId : undefined;
  }
}

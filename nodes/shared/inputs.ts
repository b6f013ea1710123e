import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { configError } from '../../src/errors.js';
import { parseJson } from '../../src/transport/json.js';
import { expandEnv } from './env.js';
import type { ActionDef } from './flow-json.js';

const COMPANY_ID = /^[1-9]\d{0,18}$/;

/** Reads a node's fields for one message. A filled field wins over the message. */
export class Inputs<Def extends ActionDef> {
  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    readonly config: Def,
    readonly msg: NodeMessage,
    /** The environment of the node's connection: an id of another one means nothing here. */
    private readonly environment?: string,
  ) {}

  /** A plain text field, with `${ENV}` filled in. */
  text(value: unknown, field: string): string {
    return expandEnv(this.RED, this.node, String(value ?? '').trim(), field);
  }

  /**
   * A typed input's value. An empty field gives undefined.
   * @throws ProcoreError PROCORE_CONFIG when a JSON text or an expression cannot be read
   */
  async typed(value: string, type: string, field: string): Promise<unknown> {
    if (String(value ?? '').trim() === '' && type !== 'date') return undefined;
    if (type === 'str') return this.text(value, field);
    if (type === 'env') return this.text(value.includes('${') ? value : `\${${value}}`, field);
    if (type === 'json') return this.#expanded(parseJsonField(value, field), field);
    if (type === 'num') return Number(this.text(value, field));
    try {
      return await this.#evaluated(value, type);
    } catch (error) {
      // A property of something that is not there: nothing is there.
      if (type === 'msg' && error instanceof TypeError) return undefined;
      const reason = error instanceof Error ? error.message : String((error as { message?: string }).message);
      throw configError(`The field "${field}" could not be evaluated: ${reason}.`, 'Correct it in the node.');
    }
  }

  /** `${ENV}` within the texts of a JSON value: put in before parsing, a value with a quote would break it. */
  #expanded(value: unknown, field: string): unknown {
    if (typeof value === 'string') return expandEnv(this.RED, this.node, value, field);
    if (Array.isArray(value)) return value.map((item) => this.#expanded(item, field));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#expanded(item, field)]));
  }

  /** By callback, since context stores and expressions may be asynchronous; a bad expression throws at once. */
  #evaluated(value: string, type: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.RED.util.evaluateNodeProperty(value, type, this.node, this.msg, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
  }

  /**
   * The company this call is for; undefined leaves it to the connection's default.
   * @throws ProcoreError PROCORE_CONFIG when it is to come from somewhere that holds none
   */
  async company(): Promise<string | undefined> {
    const { company = '', companyType = 'connection' } = this.config;
    if (companyType === 'message') return this.#companyOfMessage();
    if (companyType === 'connection' || company === '') return undefined;
    // An id is digits, not a number: beyond 2^53 a number would be another id.
    const value = await this.typed(String(company), companyType === 'num' ? 'str' : companyType, 'company');
    const place = companyType === 'jsonata' ? 'the expression' : `${companyType}.${company}`;
    if (value === undefined || value === null || value === '') {
      throw configError(
        `No company id was found in ${place}.`,
        'Set it there, or choose the company in the node.',
      );
    }
    // Beyond 2^53 a number is no longer the id it was written as.
    const exact = typeof value !== 'number' || Number.isSafeInteger(value);
    if (exact && COMPANY_ID.test(String(value).trim())) return String(value).trim();
    throw configError(
      `What was found in ${place} is no company id, which is digits only.`,
      'Set the id there as text.',
    );
  }

  /** The company that a node of ours put on the message, read or written in the same environment. */
  #companyOfMessage(): string | undefined {
    const { procore } = this.msg as { readonly procore?: unknown };
    if (typeof procore !== 'object' || procore === null) return undefined;
    const { environment, companyId } = procore as { environment?: unknown; companyId?: unknown };
    const isOurs = typeof environment === 'string' && environment === this.environment;
    return isOurs && typeof companyId === 'string' && COMPANY_ID.test(companyId) ? companyId : undefined;
  }
}

/**
 * JSON text as a value; integers beyond 2^53 become texts with every digit.
 * @throws ProcoreError PROCORE_CONFIG with the place of the fault, and none of the text: it may hold what must not be seen
 */
export function parseJsonField(text: string, field: string): unknown {
  try {
    return parseJson(Buffer.from(text));
  } catch (error) {
    const place = /position \d+( \(line \d+ column \d+\))?/.exec(
      error instanceof Error ? error.message : '',
    )?.[0];
    throw configError(
      `The field "${field}" is not valid JSON${place ? ` at ${place}` : ''}.`,
      'Correct the JSON in the node or the message.',
    );
  }
}

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { configError } from '../../src/errors.js';
import { expandEnv } from './env.js';
import type { ActionDef } from './flow-json.js';

/** Reads a node's fields for one message. A filled field wins over the message. */
export class Inputs<Def extends ActionDef> {
  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    readonly config: Def,
    readonly msg: NodeMessage,
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
    const whole =
      type === 'json' || type === 'num' ? expandEnv(this.RED, this.node, String(value), field) : value;
    if (type === 'json') return parseJsonField(whole, field);
    try {
      return await this.#evaluated(whole, type);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String((error as { message?: string }).message);
      throw configError(`The field "${field}" could not be evaluated: ${reason}.`, 'Correct it in the node.');
    }
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
    if (companyType === 'connection' || company === '') return undefined;
    // An id is digits, not a number: beyond 2^53 a number would be another id.
    const value = await this.typed(String(company), companyType === 'num' ? 'str' : companyType, 'company');
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
    throw configError(
      `No company id was found in ${companyType === 'jsonata' ? 'the expression' : `${companyType}.${company}`}.`,
      'Set it there, or choose the company in the node.',
    );
  }
}

/**
 * A value that may be JSON text, as an object or array.
 * @throws ProcoreError PROCORE_CONFIG with the parser's reason
 */
export function parseJsonField(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw configError(
      `The field "${field}" is not valid JSON: ${reason}.`,
      'Correct the JSON in the node or the message.',
    );
  }
}

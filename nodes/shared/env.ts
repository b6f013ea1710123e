import type { Node, NodeAPI } from 'node-red';
import { configError } from '../../src/errors.js';

/** `${NAME}` anywhere, or `$(NAME)` as the whole text: the two forms that Node-RED knows. */
export const VARIABLE = /\$\{([^{}]+)\}|^\$\(([^)]+)\)$/g;

/** Whether a text contains a variable. */
export function namesVariable(text: string): boolean {
  return text.search(VARIABLE) >= 0;
}

/**
 * Fills in the values of `${NAME}` anywhere in a field. Node-RED itself fills in only fields that consist of one
 * variable, and leaves the text as it is if the variable is not set: sending that would be a baffling request.
 * @throws ProcoreError PROCORE_CONFIG naming the variable that is not set
 */
export function expandEnv(RED: NodeAPI, node: Node, text: string, field: string): string {
  return text.replace(VARIABLE, (_, braced?: string, bracketed?: string) => {
    const value = variable(RED, node, braced ?? bracketed ?? '', field);
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  });
}

/**
 * The value of a variable, unchanged: a blank one is empty, and a JSON property of a subflow stays JSON.
 * @throws ProcoreError PROCORE_CONFIG naming the variable that is not set
 */
export function variable(RED: NodeAPI, node: Node, name: string, field: string): unknown {
  const value: unknown = RED.util.getSetting(node, name);
  if (value !== undefined) return value;
  throw configError(
    `The environment variable ${name}, which the field "${field}" refers to, is not set.`,
    'Set it for the Node-RED process, the flow or the group, or write the value itself.',
  );
}

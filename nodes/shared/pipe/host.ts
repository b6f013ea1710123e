import type { Node, NodeAPI, NodeMessage, NodeStatus } from 'node-red';
import { configError, type ProcoreError } from '../../../src/errors.js';
import { type ConnectionNode, isConnectionNode } from '../connection/connection-node.js';
import type { DeployedNode } from '../deployed-flows.js';
import { expandEnv, variable } from '../env.js';
import { type KnownCatalogue, knownCatalogue } from '../known-catalogue.js';

/** Where a context value is kept: in the node, in its flow, or for all flows. */
export type ContextScope = 'node' | 'flow' | 'global';

/** One value in a context store. Neither method has a time limit, although a store may never answer. */
export interface ContextValue {
  get(): Promise<unknown>;
  set(value: unknown): Promise<void>;
}

/** A place for a value in a text, as Node-RED marks it. */
const PLACE = /__(\w+?)__/g;

/** Most things that a node remembers to have told. */
const MOST_TOLD = 100;

/** Node-RED as one node needs it: a few methods, so that nothing else in the pipe has to know `RED` and the node. */
export class Host {
  readonly #told = new Set<string>();
  /** Texts with the places for their values, since Node-RED takes 0.1 ms to find one, and every message shows some. */
  readonly #texts = new Map<string, string>();

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
  ) {}

  get id(): string {
    return this.node.id;
  }

  /** The node as a Catch node names it at `msg.error.source`. */
  get source(): { readonly id: string; readonly type: string; readonly name: string } {
    const { id, type, name } = this.node;
    return { id, type, name: name as string };
  }

  /** A text of the catalogue, by its key below `procore`. */
  text(key: string, values: Readonly<Record<string, string>> = {}): string {
    const text = this.#texts.get(key) ?? this.RED._(`procore.${key}`, { skipInterpolation: 1 });
    this.#texts.set(key, text);
    return text.replace(PLACE, (place, name: string) => values[name] ?? place);
  }

  /** A text with its `${VARIABLES}` filled in. @throws ProcoreError PROCORE_CONFIG naming the variable that is not set */
  filled(text: string, field: string): string {
    return expandEnv(this.RED, this.node, text, field);
  }

  /** The value of a variable. @throws ProcoreError PROCORE_CONFIG if it is not set */
  variable(name: string, field: string): unknown {
    return variable(this.RED, this.node, name, field);
  }

  /** The value of a typed input. Stores and expressions may be asynchronous; a bad expression throws at once. */
  evaluate(value: string, type: string, msg: NodeMessage): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.RED.util.evaluateNodeProperty(value, type, this.node, msg, (error, result) => {
        if (error) reject(error);
        else resolve(result);
      });
    });
  }

  /** Whether an output leads to several nodes. Node-RED then copies for each but the first what the node has sent. */
  get branches(): boolean {
    const { wires = [] } = this.node as { readonly wires?: ReadonlyArray<readonly string[]> };
    return wires.some((output) => output.length > 1);
  }

  /** A deep copy of a message; request and response objects are shared. */
  clone(msg: NodeMessage): NodeMessage {
    return this.RED.util.cloneMessage(msg);
  }

  newId(): string {
    return this.RED.util.generateId();
  }

  /** The steps of a property expression such as `payload.rows[0]`. @throws what Node-RED throws if it is invalid */
  steps(expression: string, msg: NodeMessage): Array<string | number> {
    // Its type says one string, but Node-RED returns the steps.
    return this.RED.util.normalisePropertyExpression(expression, msg) as unknown as Array<string | number>;
  }

  /** Sets a property of a message. @returns whether the property could be set */
  put(msg: NodeMessage, property: string, value: unknown): boolean {
    const placed: unknown = this.RED.util.setMessageProperty(msg, property, value, true);
    return placed !== false;
  }

  /** Splits a text such as `#:(file)::rows` into the context key and the store that it names. */
  contextKey(text: string): { readonly key: string; readonly store: string | undefined } {
    const { key, store } = this.RED.util.parseContextStore(text);
    return { key, store };
  }

  /** @param store name of a context store in settings.js; undefined for the default one */
  context(scope: ContextScope, key: string, store: string | undefined): ContextValue {
    const place = () => (scope === 'node' ? this.node.context() : this.node.context()[scope]);
    return {
      get: () =>
        new Promise((resolve, reject) => {
          place().get(key, store, (error: unknown, value: unknown) =>
            error ? reject(error) : resolve(value),
          );
        }),
      set: (value) =>
        new Promise((resolve, reject) => {
          place().set(key, value, store, (error?: unknown) => (error ? reject(error) : resolve()));
        }),
    };
  }

  /** The connection with an id. @throws ProcoreError PROCORE_CONFIG if it is missing or disabled */
  connection(id: string): ConnectionNode {
    const node = this.RED.nodes.getNode(id);
    if (isConnectionNode(node)) return node;
    throw configError(
      id
        ? 'The Procore connection of this node is missing or disabled.'
        : 'This node has no Procore connection.',
      'Open the node and choose a connection.',
    );
  }

  hasConnection(id: string): boolean {
    return isConnectionNode(this.RED.nodes.getNode(id));
  }

  /** What is known of Procore's operations. */
  catalogue(): Promise<KnownCatalogue> {
    return knownCatalogue(this.RED);
  }

  /** Every node, tab and subflow as it was deployed. */
  deployed(): DeployedNode[] {
    return deployedNodes(this.RED);
  }

  /** Whether something was not asked about since deploy. After many other things, nothing is news any more. */
  isNews(what: string): boolean {
    if (this.#told.has(what) || this.#told.size >= MOST_TOLD) return false;
    this.#told.add(what);
    return true;
  }

  warn(text: string): void {
    this.node.warn(text);
  }

  /** Reports a failure in addition to the one that ends a message: in the log, and to Catch nodes with its message. */
  error(failure: Error, msg: NodeMessage): void {
    this.node.error(failure, msg);
  }

  status(status: NodeStatus): void {
    this.node.status(status);
  }

  /** Sends a message that no incoming message has asked for. */
  send(msg: NodeMessage | Array<NodeMessage | null>): void {
    this.node.send(msg);
  }

  /** Calls back once all nodes of the flows exist, since a message to a node that does not exist yet is lost. */
  onStarted(started: () => void): () => void {
    this.RED.events.once('flows:started', started);
    return () => this.RED.events.off('flows:started', started);
  }
}

/** Every node, tab and subflow as it was deployed. */
export function deployedNodes(RED: NodeAPI): DeployedNode[] {
  const all: DeployedNode[] = [];
  RED.nodes.eachNode((node) => void all.push(node as unknown as DeployedNode));
  return all;
}

/**
 * A failure in the form that Node-RED handles well: a text with the `code`, `cause` and `stack` of an Error. Of an
 * Error object, the debug sidebar would show only the first 25 characters of the sentence, and `msg.error.message`
 * would begin with the name of its class.
 */
export function asLogged({ message, code, cause, stack }: ProcoreError): Error {
  return Object.assign(Object(message), { message, code, cause, stack }) as Error;
}

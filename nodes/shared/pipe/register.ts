import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { asProcoreError, cancelledError } from '../../../src/errors.js';
import { Semaphore } from '../../../src/queue/semaphore.js';
import { forMany } from '../../../src/transport/deadline.js';
import { configOf } from '../fields/config.js';
import type { ActionDef } from '../flow-json.js';
import { isOldNode, registerOnOldNode } from '../old-node.js';
import { DeployWarnings } from './deploy-warnings.js';
import { end, type Failed } from './ending.js';
import { Gatherer } from './gather.js';
import { Host } from './host.js';
import type { Ends, NodeKind } from './node-kind.js';
import type { PipeNode } from './pipe-node.js';
import { removing } from './removing.js';
import { run } from './run.js';
import { Status } from './status.js';
import type { Entry } from './taken.js';
import { Ticks } from './ticks.js';
import { type Pauses, whileDeployed } from './while-deployed.js';

/**
 * Registers a kind of node. Its input handler is the only one in this package. A handler that rejects ends the whole
 * Node-RED process (measured on 4.1 and 5.0), so nothing may escape it.
 * @param pauses pauses before work that broke off starts again
 */
export function register<Def extends ActionDef>(RED: NodeAPI, kind: NodeKind<Def>, pauses?: Pauses): void {
  if (isOldNode()) {
    registerOnOldNode(RED, kind.type);
    return;
  }
  const warnings = kind.isChosen ? new DeployWarnings(RED, kind) : undefined;
  function ProcoreNode(this: Node, stored: Def) {
    RED.nodes.createNode(this, stored);
    const deployed = new Deployed(new Host(RED, this), kind, configOf(kind, stored));
    warnings?.watch(deployed);
    if (kind.whileDeployed) deployed.works(kind.whileDeployed.bind(kind), pauses);

    // Exactly three parameters: Node-RED counts them to see whether the handler reports completion.
    this.on('input', (msg: NodeMessageInFlow, send: Ends['send'], done: Ends['done']) => {
      deployed.receives({ msg, ends: { send, done } });
    });
    this.on('close', (removed: boolean, done: () => void) => {
      deployed.closes(removed).then(done);
    });
  }
  RED.nodes.registerType(kind.type, ProcoreNode, { settings: exported(kind.told) });
}

/** Values as Node-RED passes them on to its editor. */
function exported(told: NodeKind['told'] = {}) {
  const settings = Object.entries(told).map(([name, tell]) => {
    // Nothing is worked out at Node-RED's start: the value is read when an editor asks for the settings.
    const setting = {
      exportable: true,
      get value() {
        return tell();
      },
    };
    return [name, setting] as const;
  });
  return Object.fromEntries(settings);
}

/** A node from deploy until close. */
class Deployed<Def extends ActionDef> implements PipeNode<Def> {
  readonly status: Status;
  readonly turns: Semaphore;
  readonly ticks = new Ticks();
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #gatherer: Gatherer | undefined;
  /** Ends everything that runs now. It is replaced after use, so that later messages are not affected. */
  #stop = new AbortController();

  constructor(
    readonly host: Host,
    readonly kind: NodeKind<Def>,
    readonly config: Def,
  ) {
    this.status = new Status(host);
    // If it is not a number, every message ends with an error that says so.
    this.turns = new Semaphore(Math.max(1, Number(config.concurrency) || 1));
    forMany(this.#stop.signal);
    forMany(this.#closing.signal);
    const gathering = kind.gather?.(config);
    if (gathering) this.#gatherer = new Gatherer(gathering, (entries) => this.#begin(entries));
    if (!host.hasConnection(config.connection)) this.status.unconnected();
  }

  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  get waits(): boolean {
    return this.kind.waits?.(this.config) ?? this.config.tick === true;
  }

  isOpen(): boolean {
    return !this.#closing.signal.aborted;
  }

  /** Accepts one message. Never throws. */
  receives(entry: Entry): void {
    try {
      this.#take(entry);
    } catch (thrown) {
      end(this.host, entry.msg, entry.ends, unexpected(thrown));
    }
  }

  /** Starts work that needs no message. */
  works(work: NonNullable<NodeKind<Def>['whileDeployed']>, pauses: Pauses | undefined): void {
    this.#keep(whileDeployed(this, work, this.#closing.signal, pauses));
  }

  /** Stops everything, and waits until it has ended. */
  async closes(removed: boolean): Promise<void> {
    this.#gatherer?.flush();
    this.#closing.abort(cancelledError());
    this.#stop.abort(cancelledError());
    this.status.cleared();
    await Promise.allSettled(this.#running);
    if (removed) await removing(this);
  }

  #take(entry: Entry): void {
    const { msg, ends } = entry;
    if (Object.hasOwn(msg, 'reset')) {
      this.#gatherer?.flush();
      this.#stop.abort(cancelledError());
      this.#stop = new AbortController();
      forMany(this.#stop.signal);
      end(this.host, msg, ends);
    } else if (this.waits && Object.hasOwn(msg, 'tick')) {
      this.ticks.tick(msg);
      end(this.host, msg, ends);
    } else if (this.kind.onControl) {
      const { host, config } = this;
      const control = this.kind.onControl({ host, config, msg });
      this.#keep(
        control.then(
          () => end(host, msg, ends),
          (thrown: unknown) => end(host, msg, ends, unexpected(thrown)),
        ),
      );
    } else if (!this.kind.onMessage) {
      // Such a node uses its input only for flow control.
      end(this.host, msg, ends);
    } else {
      this.status.started();
      if (this.#gatherer) this.#gatherer.add(entry);
      else this.#begin([entry]);
    }
  }

  #begin(entries: readonly Entry[]): void {
    const ended = run(this, entries).catch((thrown: unknown) => {
      for (const { msg, ends } of entries) end(this.host, msg, ends, unexpected(thrown));
    });
    this.#keep(ended);
  }

  #keep(work: Promise<void>): void {
    const kept = work.finally(() => this.#running.delete(kept));
    this.#running.add(kept);
  }
}

/** Why a message ended without a run. */
function unexpected(thrown: unknown): Failed {
  return { failure: asProcoreError(thrown), place: {}, toOutput: false };
}

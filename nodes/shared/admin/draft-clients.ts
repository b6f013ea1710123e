import { createHash } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import type { Client, ConnectionSettings } from '../../../src/index.js';
import type { DraftSignIns } from '../connection/draft-sign-ins.js';
import { type OpenClient, openClient, type SignInStore } from '../connection/open-client.js';
import { draftNode } from './draft.js';
import type { ConnectionDraft } from './schemas.js';

/**
 * ms for which a client is kept after its last use, and an answer after it arrived: long enough for one look at a
 * dialog.
 */
const KEPT = 60_000;

/** Timeout of a request, ms, whatever the connection's own timeout is: a person is waiting. */
const PATIENCE = 15_000;

/** Most drafts and answers that are kept at a time; the oldest is dropped. */
const MOST = 50;

interface Kept {
  readonly opened: Promise<OpenClient>;
  readonly signIn: SignInStore | undefined;
  readonly answers: Map<string, { readonly answer: Promise<unknown>; readonly until: number }>;
  end: NodeJS.Timeout;
}

/**
 * Clients of connections that are being edited. They are kept for a while, so that a dialog pays for token and quota
 * only once.
 */
export class DraftClients {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly RED: NodeAPI,
    private readonly signIns: DraftSignIns,
  ) {}

  /** Does some work with the client of a draft. @throws ProcoreError */
  async use<T>(draft: ConnectionDraft, work: (client: Client) => Promise<T>): Promise<T> {
    const kept = await this.#of(draft);
    return work((await kept.opened).client);
  }

  /** The same, but returns the earlier answer for the same name while it is kept. */
  async look<T>(draft: ConnectionDraft, name: string, work: (client: Client) => Promise<T>): Promise<T> {
    const kept = await this.#of(draft);
    const known = kept.answers.get(name);
    if (known && known.until > Date.now()) return known.answer as Promise<T>;
    const answer = kept.opened.then(({ client }) => work(client));
    for (const [oldest] of kept.answers) if (kept.answers.size >= MOST) kept.answers.delete(oldest);
    kept.answers.set(name, { answer, until: Date.now() + KEPT });
    // A failure is not kept: its cause may be fixed the next moment.
    answer.catch(() => kept.answers.delete(name));
    return answer;
  }

  async #of(draft: ConnectionDraft): Promise<Kept> {
    const shown = draftNode(this.RED, draft);
    const { node, def } = shown;
    const key = createHash('sha256')
      .update(JSON.stringify([def, node.credentials]))
      .digest('base64');
    const signIn = await this.signIns.placeOf(shown);
    const known = this.#kept.get(key);
    // Somebody may have signed in since, or the connection may have been deployed.
    if (known && !isSamePlace(known.signIn, signIn)) this.#end(key);
    else if (known) {
      known.end.refresh();
      return known;
    }
    for (const [oldest] of this.#kept) if (this.#kept.size >= MOST) this.#end(oldest);
    const opened = openClient(this.RED, node, def, { isDraft: true, signIn, change: impatient });
    const end = setTimeout(() => this.#end(key), KEPT);
    end.unref();
    const kept = { opened, signIn, answers: new Map(), end };
    this.#kept.set(key, kept);
    opened.catch(() => this.#kept.get(key) === kept && this.#kept.delete(key));
    return kept;
  }

  #end(key: string): void {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    clearTimeout(kept?.end);
    kept?.opened.then((open) => open.close()).catch(() => undefined);
  }
}

function isSamePlace(one: SignInStore | undefined, other: SignInStore | undefined): boolean {
  return (one === undefined) === (other === undefined) && one?.store === other?.store;
}

function impatient(settings: ConnectionSettings): ConnectionSettings {
  return { ...settings, timeoutMs: Math.min(settings.timeoutMs, PATIENCE) };
}

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SignIn } from '../../src/auth/kept-sign-in.js';
import {
  Client,
  type ConnectionSettings,
  fileState,
  parseConnection,
  type State,
  systemRuntime,
  type UserSession,
} from '../../src/index.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import type { Store } from '../../src/state/contract.js';
import { open, type Sealed } from '../../src/state/seal.js';
import { settings } from './client.js';
import { collect } from './collect.js';
import { serve, type TestServer } from './http-server.js';
import { newPlace, type Place, redirected } from './sign-in.js';

export const CALLBACK = 'https://flows.example/procore/callback';
export const STATE = 'a state of the test';

/** Under what the sign-in is kept in the store. */
const KEY = 'sign-in:connection';

type Response = Parameters<Parameters<typeof serve>[0]>[1];

/** A login host that hands everything on to a simulator, unless a test steps in before or after. */
interface Between {
  /** Whether the request is answered here: it never reaches the login host. */
  before?: (body: string, response: Response) => boolean;
  /** Whether the answer is kept back: the login host has done what was asked. */
  after?: (body: string, response: Response) => boolean;
}

/** A simulator with a user, a login host in between, and clients that act as this user; anew for every test. */
export class UserStage {
  place: Place = newPlace();
  between: Between = {};
  /** How far the clients' clock is ahead of the machine's, ms. */
  ahead = 0;
  readonly clients: Client[] = [];
  readonly #states: State[] = [];
  #simulator: Simulator | undefined;
  #login: TestServer | undefined;

  /** Sets the stage for the tests of the `describe` it is called in. */
  static here(): UserStage {
    const stage = new UserStage();
    before(() => stage.#open());
    after(() => stage.#close());
    beforeEach(() => {
      stage.place = newPlace();
      stage.between = {};
      stage.ahead = 0;
      stage.login.requests.length = 0;
    });
    afterEach(async () => {
      await Promise.all(stage.clients.splice(0).map((client) => client.close()));
      await Promise.all(stage.#states.splice(0).map((state) => state.close()));
    });
    return stage;
  }

  get simulator(): Simulator {
    return this.#simulator ?? assert.fail('the stage is not open');
  }

  get login(): TestServer {
    return this.#login ?? assert.fail('the stage is not open');
  }

  settingsOf(more: Partial<ConnectionSettings> = {}): ConnectionSettings {
    const { apiUrl, clientId, clientSecret } = this.simulator;
    return settings(apiUrl, { loginUrl: this.login.url, clientId, clientSecret, actAs: 'user', ...more });
  }

  /** A client that shares nothing with the others but the state file, as in a process of its own. */
  connect(more: Partial<ConnectionSettings> = {}): Client {
    const runtime = { ...systemRuntime(), random: () => 0, now: () => Date.now() + this.ahead };
    const state = this.openState();
    const client = new Client(parseConnection(this.settingsOf(more)), runtime, {
      state,
      signInPlace: this.place,
    });
    this.clients.push(client);
    return client;
  }

  openState(): State {
    const state = fileState(this.place.path, { ...systemRuntime(), now: () => Date.now() + this.ahead });
    this.#states.push(state);
    return state;
  }

  userOf(client: Client): UserSession {
    return client.user ?? assert.fail('the client has no place for a sign-in');
  }

  async signIn(client: Client) {
    const user = this.userOf(client);
    const parameters = await redirected(user.authorizeUrl(CALLBACK, STATE));
    return user.signIn({ parameters, state: STATE, redirectUri: CALLBACK });
  }

  async signedIn(more?: Partial<ConnectionSettings>): Promise<Client> {
    const client = this.connect(more);
    await this.signIn(client);
    this.login.requests.length = 0;
    return client;
  }

  /** The forms of a grant that were posted to the login host. */
  grants(grant: string): URLSearchParams[] {
    return this.login.requests
      .map(({ body }) => new URLSearchParams(body))
      .filter((form) => form.get('grant_type') === grant);
  }

  refreshes(): URLSearchParams[] {
    return this.grants('refresh_token');
  }

  me(client: Client) {
    return collect(client.pages({ method: 'GET', path: '/rest/v1.0/me' }));
  }

  /** Procore refuses the token that is used now, so the next call needs another. */
  async expire(client: Client): Promise<void> {
    const { tokens } = this.userOf(client);
    await tokens.discard(await tokens.get());
  }

  /** What is kept of the sign-in, as it lies on the disk. */
  bytes(): string {
    const folder = dirname(this.place.path);
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('');
  }

  /** What the store keeps of the sign-in. */
  kept(): Promise<Sealed | undefined> {
    return this.#inStore(async (store) => (await store.get<Sealed>([KEY]))[0]?.value);
  }

  /** The sign-in itself, opened with the client secret. */
  async opened(): Promise<SignIn | undefined> {
    const sealed = await this.kept();
    const { loginUrl, clientId, clientSecret } = this.settingsOf();
    const key = JSON.stringify([clientSecret, new URL(loginUrl).origin, clientId]);
    return sealed && JSON.parse(open(sealed, key, KEY));
  }

  /** Has the store lose the sign-in. */
  dropKept(): Promise<boolean> {
    return this.#inStore((store) => store.delete(KEY));
  }

  /** Whether somebody holds the lease of the sign-in, or died with it. */
  isLeased(): Promise<boolean> {
    return this.#inStore(async (store) => (await store.get([`${KEY}:lease`]))[0] !== undefined);
  }

  /** Damages what the store keeps of the sign-in. */
  async damage(how: (data: string) => string): Promise<void> {
    const sealed = (await this.kept()) ?? assert.fail('nobody is signed in');
    await this.#inStore((store) => store.set(KEY, { ...sealed, data: how(sealed.data) }));
  }

  /** From now on SQLite refuses to write the sign-in, and nothing else. @returns ends that */
  block(): () => void {
    const run = (sql: string) => {
      const db = new DatabaseSync(this.place.path);
      db.exec(sql);
      db.close();
    };
    run(
      `CREATE TRIGGER blocked BEFORE INSERT ON entries WHEN NEW.key = '${KEY}'
       BEGIN SELECT RAISE(ABORT, 'blocked by the test'); END`,
    );
    return () => run('DROP TRIGGER blocked');
  }

  async #inStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const state = fileState(this.place.path, systemRuntime());
    try {
      return await work(state.store);
    } finally {
      await state.close();
    }
  }

  /** Has the login host listen, on a free port unless told. */
  async loginUp(port = 0): Promise<void> {
    this.#login = await serve(this.handOn, port);
  }

  async #open(): Promise<void> {
    this.#simulator = await startSimulator({
      redirectUris: [CALLBACK],
      user: { companies: [0, 1], name: 'Ada Sample', login: 'ada.sample@example.com' },
      limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
    });
    await this.loginUp();
  }

  async #close(): Promise<void> {
    await this.#login?.close();
    await this.#simulator?.close();
  }

  /** Passes a request on to the simulator. */
  readonly handOn: Parameters<typeof serve>[0] = async (request, response) => {
    if (this.between.before?.(request.body, response)) return;
    const answer = await fetch(this.simulator.loginUrl + request.path, {
      method: request.method,
      redirect: 'manual',
      headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
      ...(request.body && { body: request.body }),
    });
    const text = await answer.text();
    if (this.between.after?.(request.body, response)) return;
    const type = answer.headers.get('content-type') ?? 'text/plain';
    const location = answer.headers.get('location');
    response.writeHead(answer.status, { 'content-type': type, ...(location && { location }) });
    response.end(text);
  };
}

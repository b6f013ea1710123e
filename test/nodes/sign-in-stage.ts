import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, flow, helper, type Properties } from '../support/flow.js';
import { signInsIn } from '../support/kept-sign-ins.js';
import { redirected } from '../support/sign-in.js';

export interface Told {
  readonly error?: { readonly code: string; readonly cause: string; readonly fix: string };
  readonly url?: string;
  readonly attempt?: 'waiting' | 'done' | { error: { code: string; cause: string } } | string;
  readonly isDraft?: true;
  readonly user?: {
    person: { login?: string; name?: string };
    ended: boolean;
    until: number;
    error?: { code: string; cause: string };
  };
  readonly revoked?: boolean;
}

/** A Node-RED with a user directory, a simulator with a user, and what a browser does with the routes of a sign-in. */
export class SignInStage {
  #simulator: Simulator | undefined;
  userDir = '';
  /** Where the test helper's server is: known once it has started. */
  host = '';
  callback = '';
  /** All that came out of Node-RED. */
  readonly seen: string[] = [];

  /** Sets the stage for the tests of the `describe` it is called in. */
  static here(): SignInStage {
    const stage = new SignInStage();
    before(() => stage.#open());
    after(() => stage.#close());
    afterEach(() => helper.unload());
    return stage;
  }

  async #open(): Promise<void> {
    this.userDir = mkdtempSync(join(tmpdir(), 'procore-user-dir-'));
    helper.settings({ userDir: this.userDir });
    await new Promise<void>((resolve) => helper.startServer(resolve));
    // The test helper puts the admin routes at the root of a server on a free port.
    this.host = new URL(helper.url()).host;
    this.callback = `http://${this.host}/procore/callback`;
    this.#simulator = await this.procore();
  }

  async #close(): Promise<void> {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    await this.#simulator?.close();
    helper.settings({ userDir: undefined as never });
    rmSync(this.userDir, { recursive: true, force: true });
  }

  get simulator(): Simulator {
    return this.#simulator ?? assert.fail('the stage is not open');
  }

  /** Another Procore that this Node-RED may be called back by. */
  procore(more: SimulatorOptions = {}): Promise<Simulator> {
    return startSimulator({ redirectUris: [this.callback], user: { companies: [1] }, ...more });
  }

  key = ({ clientId, clientSecret } = this.simulator) => ({ clientId, clientSecret });

  deploy = (more: Properties = {}) =>
    flow(
      action('procore-companies'),
      connectionTo(this.simulator, more),
      { connection: this.key(), other: this.key() },
      [connectionTo(this.simulator, { id: 'other' })],
    );

  draft = (more: Properties = {}) => ({
    id: 'connection',
    environment: 'custom',
    clientId: this.simulator.clientId,
    clientSecret: '__PWRD__',
    loginUrl: this.simulator.loginUrl,
    apiUrl: this.simulator.apiUrl,
    ...more,
  });

  /** Asks as the editor does. */
  ask = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const request = helper
      .request()
      .post(`/procore/${path}`)
      .set({ host: this.host, ...headers });
    const response = await request.send(body);
    this.seen.push(JSON.stringify(response.headers), response.text);
    assert.equal(response.status, 200);
    const cookie = [response.headers['set-cookie'] ?? []].flat()[0];
    return { told: response.body as Told, cookie };
  };

  begin = async (more: object = {}) => {
    const { told, cookie = '' } = await this.ask('sign-in', {
      connection: this.draft(),
      redirectUri: this.callback,
      ...more,
    });
    assert.equal(told.error, undefined);
    return {
      url: new URL(told.url ?? ''),
      attempt: String(told.attempt),
      cookie: cookie.split(';')[0] ?? '',
      whole: cookie,
    };
  };

  comeBack = async (query: URLSearchParams | string, cookie = '') => {
    const response = await helper
      .request()
      .get(`/procore/callback?${query}`)
      .set({ host: this.host, cookie });
    this.seen.push(JSON.stringify(response.headers), response.text);
    return response;
  };

  /** Who is signed in to a connection, and how an attempt went. */
  status = async (attempt?: string, connection: object | string = 'connection') => {
    const shown = typeof connection === 'string' ? this.draft({ id: connection }) : connection;
    return (await this.ask('sign-in/status', { connection: shown, ...(attempt && { attempt }) })).told;
  };

  /** The connections that the disk has a sign-in of. */
  kept = () => signInsIn(this.userDir);

  signIn = async (connection: object = this.draft()) => {
    const { url, cookie } = await this.begin({ connection });
    assert.equal((await this.comeBack(await redirected(url), cookie)).status, 200);
  };
}

import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { NodeRed, newUserDir, twoUsers } from '../../../testing/node-red.js';
import { json, type SeenRequest, serve, type TestServer } from '../../support/http-server.js';
import { MODULE } from '../../support/package.js';
import { type AnswerMade, give, readied } from '../answer.js';
import { right, SECRET, soon, TOKEN } from '../hostile-procore.js';
import { FLOWS } from './flows.js';

/** An environment variable of Node-RED that no editor may read. */
export const VARIABLE = 'ATTACKED_VARIABLE';
export const VARIABLE_VALUE = 'envv5d20c8-value-of-a-variable';

const OWNER = { username: 'owner', password: 'owner-of-the-test' };
const READER = { username: 'reader', password: 'reader-of-the-test' };

/** A real Node-RED with the built package and users, between a hostile Procore and a host that must not be spoken to. */
export class RealStage {
  /** How often Node-RED had to be started again. */
  deaths = 0;
  /** What the API says to the deployed connection; what is right, where there is nothing. */
  answer: AnswerMade | undefined;
  #nodeRed: NodeRed | undefined;
  #token = '';
  #reader = '';

  private constructor(
    readonly procore: TestServer,
    readonly foreign: TestServer,
  ) {}

  static async open(): Promise<RealStage> {
    const foreign = await serve((request, response) => {
      if (request.path.startsWith('/oauth/')) right(request, response);
      else json(response, 200, [{ id: 1, name: 'foreign' }]);
    });
    const procore = await serve((request, response) => stage.#respond(request, response));
    const stage: RealStage = new RealStage(procore, foreign);
    try {
      await stage.ready();
    } catch (thrown) {
      await stage.close();
      throw thrown;
    }
    return stage;
  }

  get nodeRed(): NodeRed {
    if (!this.#nodeRed) throw new Error('Node-RED is not there.');
    return this.#nodeRed;
  }

  get token(): string {
    return this.#token;
  }

  /** The token of somebody who may only look. */
  get reader(): string {
    return this.#reader;
  }

  get alive(): boolean {
    return this.#nodeRed?.alive ?? false;
  }

  /** Starts Node-RED where it is not there (any more). */
  async ready(): Promise<void> {
    if (this.alive) return;
    if (this.#nodeRed) this.deaths++;
    process.env[VARIABLE] = VARIABLE_VALUE;
    this.#nodeRed = await NodeRed.start(
      userDirWithPackage(),
      { ...twoUsers(OWNER, READER), procoreReference: this.procore.url },
      OWNER,
    );
    this.#token = await this.#nodeRed.tokenOf(OWNER);
    this.#reader = await this.#nodeRed.tokenOf(READER);
    const credentials = { connection: { clientId: 'client-real', clientSecret: SECRET } };
    await this.#nodeRed.deploy(FLOWS(this.procore.url, this.foreign.url), credentials);
  }

  /** Node-RED's last line about an error. */
  lastWords(): string {
    const lines = (this.#nodeRed?.output ?? '').split('\n').filter((line) => /Error/.test(line));
    return (lines.at(-1) ?? '').trim().slice(0, 300);
  }

  /** Ends Node-RED; the next attack starts another. */
  async stop(): Promise<void> {
    if (this.alive) await this.#nodeRed?.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all([this.procore.close(), this.foreign.close()]);
  }

  #respond(request: SeenRequest, response: Parameters<typeof right>[1]): void {
    const { answer } = this;
    if (!answer || request.path.startsWith('/oauth/')) {
      right(request, response);
      return;
    }
    const names = { secret: SECRET, token: TOKEN, self: this.procore.url, foreign: this.foreign.url };
    give(readied(answer), response, { ...names, n: '1', soon: soon() });
  }
}

/** A user directory in which this checkout is installed as `npm link` would: built, and not copied. */
function userDirWithPackage(): string {
  const folder = newUserDir();
  const [scope = '', name = ''] = MODULE.split('/');
  mkdirSync(join(folder, 'node_modules', scope), { recursive: true });
  symlinkSync(join(__dirname, '../../..'), join(folder, 'node_modules', scope, name));
  return folder;
}

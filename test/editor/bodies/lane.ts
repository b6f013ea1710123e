import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { fields } from '../../../nodes/procore-request/fields.js';
import type { FieldValue, NamedValue } from '../../../src/catalogue/values.js';
import type { Simulator } from '../../../src/simulator/index.js';
import { EditorPage } from '../../../testing/browser.js';
import { NodeRed } from '../../../testing/node-red.js';
import { FILE_IN_MESSAGE } from '../../catalogue/bodies/entered.js';
import { FILE_TEXT } from '../../catalogue/bodies/received.js';
import { MARK } from '../../catalogue/bodies/request-node.js';
import { connectionTo, ID, nodeDefaults } from '../../support/request-editor.js';
import type { Task } from './task.js';

/** What the dialog of one body has shown and stored. */
export interface Told {
  readonly json: { readonly text: string; readonly rows: readonly string[] };
  readonly problem: string;
  readonly shown: ReadonlyArray<readonly [string, FieldValue]>;
  readonly stored: {
    readonly body: string;
    readonly bodyType: string;
    readonly bodyRows?: readonly NamedValue[];
  };
}

const START = 'start';
const TAB = 'bodies';

/** A Node-RED with a node for each of its tasks, and its editor in a browser page. */
export class Lane {
  private constructor(
    private readonly nodeRed: NodeRed,
    private readonly editor: EditorPage,
    private readonly tasks: readonly Task[],
  ) {}

  /** @param userDir a user directory of its own, with the package in it */
  static async start(
    browser: Browser,
    userDir: string,
    simulator: Simulator,
    tasks: readonly Task[],
  ): Promise<Lane> {
    const nodeRed = await NodeRed.start(userDir, { httpAdminRoot: '/red' });
    const { clientId, clientSecret } = simulator;
    await nodeRed.deploy(flowOf(simulator, tasks), { [ID.connection]: { clientId, clientSecret } });
    const editor = await EditorPage.open(browser, nodeRed.url);
    await editor.page.setViewportSize({ width: 1400, height: 1300 });
    await editor.page.addScriptTag({ path: join(__dirname, 'typist.js') });
    return new Lane(nodeRed, editor, tasks);
  }

  /** Errors of the editor's scripts. */
  get errors(): readonly string[] {
    return this.editor.errors;
  }

  /** Fills in the dialogs one after the other. @param told called with what each of them said, or its failure */
  async play(told: (task: Task, told: Told | Error) => void): Promise<void> {
    for (const task of this.tasks) {
      const { method, path } = task.body.operation;
      const { params } = task.picks;
      const request = JSON.stringify({ method, path, params, entries: task.entries });
      const playing = this.editor.page.evaluate(`bodyTypist.play(${JSON.stringify(task.id)}, ${request})`);
      told(task, await (playing as Promise<Told>).catch((error: Error) => error));
    }
  }

  /** Deploys what was entered by the button of the editor, and starts every node with a message that has a file. */
  async send(): Promise<void> {
    const { page } = this.editor;
    const answered = page.waitForResponse(
      (response) => response.request().method() === 'POST' && /\/red\/flows$/.test(response.url()),
    );
    const starts = () => this.nodeRed.output.split('Started').length;
    const before = starts();
    await page.click('#red-ui-header-button-deploy');
    if (!(await answered).ok()) throw new Error(`Deploying answered ${(await answered).status()}.`);
    await this.nodeRed.until(() => starts() > before, 'start of what was deployed');
    await this.nodeRed.inject(START);
  }

  async stop(): Promise<void> {
    await this.editor.page.close();
    await this.nodeRed.stop();
  }
}

/** Request nodes as they come from the palette, except for the header by which their requests are known. */
function flowOf(simulator: Simulator, tasks: readonly Task[]): object[] {
  const nodes = tasks.map(({ id, picks: { companyId } }, place) => ({
    ...nodeDefaults(fields),
    id,
    type: 'procore-request',
    z: TAB,
    x: 400,
    y: 60 + 40 * place,
    connection: ID.connection,
    company: companyId,
    companyType: 'num',
    headers: JSON.stringify({ [MARK]: id }),
    headersType: 'json',
    wires: [[]],
  }));
  // After each dialog, the editor draws all nodes of the tab that is shown: the first one.
  const shown = { id: 'shown', type: 'tab', label: 'empty' };
  return [connectionTo(simulator), shown, { id: TAB, type: 'tab', label: TAB }, startOf(tasks), ...nodes];
}

/** Starts every node with a message that has a file. */
function startOf(tasks: readonly Task[]): object {
  return {
    id: START,
    type: 'inject',
    z: TAB,
    x: 100,
    y: 60,
    name: '',
    props: [
      { p: 'payload' },
      { p: FILE_IN_MESSAGE, v: JSON.stringify([...Buffer.from(FILE_TEXT)]), vt: 'bin' },
    ],
    payload: 'not the body',
    payloadType: 'str',
    repeat: '',
    crontab: '',
    once: false,
    onceDelay: 0.1,
    topic: '',
    wires: [tasks.map(({ id }) => id)],
  };
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { describeInBrowser, EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';

const root = join(__dirname, '../..');
const types = Object.keys(
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))['node-red'].nodes as Record<string, string>,
);

/** A help text as the sidebar shows it. */
interface Rendered {
  /** Names, types and descriptions of all properties. */
  readonly properties: ReadonlyArray<readonly [name: string, type: string, description: string]>;
  /** The text without what stands in code. */
  readonly prose: string;
}

/** Renders a help text with Node-RED's own renderer, and reads what came of it. */
const RENDER = `(type) => {
  const help = document.createElement('div');
  help.innerHTML = RED.nodes.getNodeHelp(type);
  const properties = [...help.querySelectorAll('dl.message-properties > dt')].map((term) => {
    const type = term.querySelector('.property-type').textContent;
    const name = term.firstChild.textContent;
    return [name, type, term.nextElementSibling.textContent];
  });
  for (const code of help.querySelectorAll('code')) code.remove();
  return { properties, prose: help.textContent };
}`;

/** What a property of Node-RED's message lists looks like in Markdown, however it is broken. */
const PROPERTY = /^: ([^\s(]+) \(([^)]+)\)/gm;

describeInBrowser('the help of every node, as Node-RED renders it', function () {
  this.timeout(90_000);
  let nodeRed: NodeRed;
  let browser: Browser;
  let editor: EditorPage;

  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
    browser = await launch();
    editor = await EditorPage.open(browser, nodeRed.url);
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });

  for (const type of types) {
    it(`${type}: every property is an entry of a list, and no Markdown is left over`, async () => {
      const source = readFileSync(join(root, 'nodes', type, 'help.md'), 'utf8');
      const { properties, prose } = (await editor.page.evaluate(`(${RENDER})('${type}')`)) as Rendered;
      assert.deepEqual(
        properties.map(([name, kind]) => `${name} (${kind})`),
        [...source.matchAll(PROPERTY)].map(([, name, kind]) => `${name} (${kind})`),
      );
      for (const [name, , description] of properties) {
        assert.match(description, /\w.*\.$/, `the description of ${name} is cut off: "${description}"`);
      }
      assert.ok(prose.length > 300, 'there is hardly any help');
      assert.doesNotMatch(prose, /: ?\S+ \([^)]*\) ?:/, 'an entry of a list was not taken for one');
      assert.doesNotMatch(
        prose,
        /[`{}]|\*\*|(^|\s)_\w|\w_(\s|[.,]|$)|\[\w[^\]]*\]\(/m,
        'Markdown is left over',
      );
    });
  }
});

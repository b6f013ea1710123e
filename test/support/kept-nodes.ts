import type { CDPSession, Page } from 'playwright-core';

/**
 * Node-RED's code editor, as far as the description of a node and a body use it, without Monaco. With Monaco, Node-RED 5.0
 * keeps every dialog in memory that had one, and every dialog has one behind its description: the editor's actions, its
 * menus and its drop target are registered for the whole page and not taken back. A comment node leaves 190 nodes, an
 * inject node 880. What a dialog of this package keeps can only be told without that.
 */
const WITHOUT_MONACO = `(() => {
  const nothing = () => undefined;
  RED.editor.createEditor = ({ value = '' }) => {
    let text = value;
    const own = {
      getValue: () => text,
      setValue: (written) => { text = written; },
      getCursorPosition: () => ({ row: 0, column: 0 }),
      getUndoManager: () => ({ markClean: nothing, isClean: () => true }),
      getSession: () => editor,
    };
    const editor = new Proxy(own, { get: (target, name) => target[name] ?? nothing });
    return editor;
  };
})()`;

/** Counts the DOM nodes that the page keeps in memory: those in the document and those that something still holds. */
export class KeptNodes {
  private constructor(
    private readonly page: Page,
    private readonly devtools: CDPSession,
  ) {}

  static async of(page: Page): Promise<KeptNodes> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    await page.evaluate(WITHOUT_MONACO);
    return new KeptNodes(page, devtools);
  }

  async count(): Promise<number> {
    // What a collection sets free may hold other things, such as the data of jQuery.
    for (let turn = 0; turn < 3; turn++) {
      await this.devtools.send('HeapProfiler.collectGarbage');
      await this.page.waitForTimeout(100);
    }
    const { metrics } = await this.devtools.send('Performance.getMetrics');
    const nodes = metrics.find(({ name }) => name === 'Nodes');
    if (!nodes) throw new Error('The browser counts no nodes.');
    return nodes.value;
  }
}

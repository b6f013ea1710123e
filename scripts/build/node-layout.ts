import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorScript, editorStyle } from './editor-script.js';

/** Procore's operations and their shapes. src/catalogue reads the files; `npm run catalogue` makes them. */
const CATALOGUE = ['src/catalogue/operations.json.gz', 'src/catalogue/shapes.json.gz'];

/** How a package is laid out. */
export interface Layout {
  /** The checkout. */
  readonly root: string;
  /** Where the compiled files are. */
  readonly dist: string;
  /** Whether a person will read the editor's code in the browser: it then has its source map and is not minified. */
  readonly forDebugging: boolean;
}

/** Adds everything else that a package needs to the compiled files. */
export async function layOutPackage(layout: Layout): Promise<void> {
  const { root, dist } = layout;
  const { 'node-red': nodeRed } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const file of CATALOGUE) cpSync(join(root, file), join(dist, file));
  for (const type of Object.keys(nodeRed.nodes)) {
    await layOutNode(layout, type);
    cpSync(join(root, 'nodes/icons'), join(dist, 'nodes', type, 'icons'), { recursive: true });
  }
}

/** Writes X.html and the locale files of one node type next to its compiled X.js. */
async function layOutNode({ root, dist, forDebugging }: Layout, type: string): Promise<void> {
  const source = join(root, 'nodes', type);
  const target = join(dist, 'nodes', type);
  const read = (name: string) => readFileSync(join(source, name), 'utf8').trim();
  const style = join(source, 'editor.css');
  const html = [
    ...(existsSync(style) ? [`<style>\n${await editorStyle(style)}\n</style>`] : []),
    block('text/javascript', '', await editorScript(join(source, 'editor.ts'), forDebugging)),
    block('text/html', `data-template-name="${type}"`, inForm(withIncludes(root, read('editor.html')))),
    block('text/markdown', `data-help-name="${type}"`, read('help.md')),
  ].join('\n\n');
  writeFileSync(join(target, `${type}.html`), `${html}\n`);
  writeLocales(root, source, target, type);
}

function block(kind: string, attributes: string, content: string): string {
  return `<script type="${kind}"${attributes && ` ${attributes}`}>\n${content}\n</script>`;
}

/**
 * Wraps a template in a class that keeps this package's styles to itself: Node-RED inserts templates directly into a
 * form that all palettes share.
 */
function inForm(html: string): string {
  return `<div class="procore-form">\n${html}\n</div>`;
}

/** Inserts the rows that dialogs share: `<!-- include NAME -->`. */
function withIncludes(root: string, html: string): string {
  return html.replace(/<!-- include ([\w-]+) -->/g, (_, name: string) =>
    readFileSync(join(root, 'nodes/shared/editor', `${name}.html`), 'utf8').trim(),
  );
}

/**
 * Writes each node's catalogue with its own texts and the shared ones, since Node-RED looks only in the node's own
 * catalogue.
 */
function writeLocales(root: string, source: string, target: string, type: string): void {
  for (const file of readdirSync(join(source, 'locales'))) {
    const language = file.replace('.json', '');
    const own = JSON.parse(readFileSync(join(source, 'locales', file), 'utf8'));
    const shared = JSON.parse(readFileSync(join(root, 'nodes/shared/locales', file), 'utf8'));
    const folder = join(target, 'locales', language);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${type}.json`), JSON.stringify({ ...shared, ...own }, null, 2));
  }
}

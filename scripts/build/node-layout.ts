import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorScript, editorStyle } from './editor-script.js';

/** Writes X.html and the locale files of one node type beside its compiled X.js. */
export async function layOutNode(root: string, type: string): Promise<void> {
  const source = join(root, 'nodes', type);
  const target = join(root, 'dist/nodes', type);
  const read = (name: string) => readFileSync(join(source, name), 'utf8').trim();
  const style = join(source, 'editor.css');
  const html = [
    ...(existsSync(style) ? [`<style>\n${await editorStyle(style)}\n</style>`] : []),
    block('text/javascript', '', await editorScript(join(source, 'editor.ts'))),
    block('text/html', `data-template-name="${type}"`, inForm(withIncludes(root, read('editor.html')))),
    block('text/markdown', `data-help-name="${type}"`, read('help.md')),
  ].join('\n\n');
  writeFileSync(join(target, `${type}.html`), `${html}\n`);
  writeLocales(root, source, target, type);
}

function block(kind: string, attributes: string, content: string): string {
  return `<script type="${kind}"${attributes && ` ${attributes}`}>\n${content}\n</script>`;
}

/** Node-RED puts a template straight into a form that all palettes share: the class keeps this package's styles to itself. */
function inForm(html: string): string {
  return `<div class="procore-form">\n${html}\n</div>`;
}

/** Puts in the rows that dialogs have in common: `<!-- include NAME -->`. */
function withIncludes(root: string, html: string): string {
  return html.replace(/<!-- include ([\w-]+) -->/g, (_, name: string) =>
    readFileSync(join(root, 'nodes/shared/editor', `${name}.html`), 'utf8').trim(),
  );
}

/** Each node's catalogue holds its own texts and the shared ones, since Node-RED looks no further than the node's. */
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

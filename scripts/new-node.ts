/**
 * `npm run new-node NAME` makes the node type procore-NAME from scripts/new-node/templates: runtime, dialog, help,
 * texts, an example and a test. The new node builds, loads and reads the companies. "To change" marks everything in it
 * that needs editing. NAME is lower case, with hyphens between words, e.g. `daily-logs`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..');
const templates = join(__dirname, 'new-node/templates');

/** Each template, and the file that is made from it. */
const FILES: ReadonlyArray<readonly [template: string, file: string]> = [
  ['node.ts.txt', 'nodes/__TYPE__/__TYPE__.ts'],
  ['kind.ts.txt', 'nodes/__TYPE__/kind.ts'],
  ['fields.ts.txt', 'nodes/__TYPE__/fields.ts'],
  ['migrations.ts.txt', 'nodes/__TYPE__/migrations.ts'],
  ['editor.ts.txt', 'nodes/__TYPE__/editor.ts'],
  ['editor.html.txt', 'nodes/__TYPE__/editor.html'],
  ['help.md.txt', 'nodes/__TYPE__/help.md'],
  ['locale.json.txt', 'nodes/__TYPE__/locales/en-US.json'],
  ['example.json.txt', 'examples/__PLACE__ __TITLE__.json'],
  ['test.ts.txt', 'test/nodes/__NAME__.test.ts'],
];

/** Longest line in characters, as Biome formats this project. */
const LINE = 110;

const NAME = /^[a-z][a-z\d]*(-[a-z\d]+)*$/;

function main([name = '', ...more]: readonly string[]): void {
  if (!NAME.test(name) || more.length > 0) {
    throw new Error('Usage: npm run new-node NAME, e.g. npm run new-node daily-logs');
  }
  const type = `procore-${name}`;
  if (existsSync(join(root, 'nodes', type))) throw new Error(`There is a node type ${type} already.`);
  const label = name.replaceAll('-', ' ');
  const place = String(nextExample());
  const values: Readonly<Record<string, string>> = {
    NAME: name,
    TYPE: type,
    KIND: kindOf(name),
    LABEL: label,
    TITLE: label.charAt(0).toUpperCase() + label.slice(1),
    PLACE: place,
    // Two digits in the ids of the example's nodes, so that no other example has them.
    NUMBER: place.padStart(2, '0'),
  };
  const filled = (text: string) =>
    text.replace(/__([A-Z]+)__/g, (whole, key: string) => values[key] ?? whole);
  for (const [template, file] of FILES) {
    const path = filled(file);
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), filled(readFileSync(join(templates, template), 'utf8')), { flag: 'wx' });
    print(`made    ${path}`);
  }
  change('package.json', (manifest) => {
    manifest['node-red'].nodes[type] = `dist/nodes/${type}/${type}.js`;
  });
  change('nodes/shared/locales/en-US.json', ({ procore }) => {
    procore.usedBy[type] = `${label} in __flow__`;
  });
  addKind(type, kindOf(name));
  print(`\nNow: npm run build, npm start, and what says "To change" in nodes/${type} and in the example.`);
  print('Then: the node in ACTIONS of test/editor/layout.test.ts, so that its dialog is looked at.');
  print('Last: a line in both tables of README.md, in docs/messages.md and in CHANGELOG.md.');
}

/** `dailyLogsKind` for `daily-logs`. */
function kindOf(name: string): string {
  return `${name.replace(/-(.)/g, (_, first: string) => first.toUpperCase())}Kind`;
}

/** Adds a kind to the list of all kinds, which the permissions report is made from. */
function addKind(type: string, kind: string): void {
  const file = 'nodes/kinds.ts';
  const path = join(root, file);
  const list = readFileSync(path, 'utf8');
  const imports = list.split('\n').filter((line) => line.startsWith('import { '));
  const own = `import { ${kind} } from './${type}/kind.js';`;
  const sorted = [...imports, own].sort((one, other) => sourceOf(one).localeCompare(sourceOf(other)));
  const changed = list
    .replace(imports.join('\n'), sorted.join('\n'))
    .replace(/(KINDS: readonly NodeKind\[\] = \[)([^\]]*)\]/, (_, before: string, kinds: string) => {
      const names = [...kinds.split(',').map((each) => each.trim()), kind].filter(Boolean);
      const line = `${before}${names.join(', ')}]`;
      // As Biome formats it: a list that is too long for one line has one line per item.
      const isLong = `export const ${line};`.length > LINE;
      return isLong ? `${before}\n  ${names.join(',\n  ')},\n]` : line;
    });
  writeFileSync(path, changed);
  print(`changed ${file}`);
}

function sourceOf(line: string): string {
  return line.split("'")[1] ?? '';
}

/** The number of the next example: names of examples begin with it. */
function nextExample(): number {
  const numbers = readdirSync(join(root, 'examples')).map((file) => Number.parseInt(file, 10) || 0);
  return Math.max(0, ...numbers) + 1;
}

// biome-ignore lint/suspicious/noExplicitAny: two files of known shapes
function change(file: string, edit: (content: any) => void): void {
  const path = join(root, file);
  const content = JSON.parse(readFileSync(path, 'utf8'));
  edit(content);
  writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);
  print(`changed ${file}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  main(process.argv.slice(2));
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n`);
  process.exitCode = 1;
}

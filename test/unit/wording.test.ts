import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** The files of this name that nodes have. */
function perNode(name: string): string[] {
  const files = readdirSync(join(root, 'nodes')).map((node) => join('nodes', node, name));
  return files.filter((file) => existsSync(join(root, file)));
}

/** All texts of a catalogue, by their keys. */
function textsOf(node: object, prefix = ''): Array<[key: string, text: string]> {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : textsOf(value, `${prefix}${key}.`),
  );
}

/** What users read: catalogues text by text, help and documents paragraph by paragraph, errors sentence by sentence. */
function readByUsers(): Array<[place: string, text: string]> {
  const locales = perNode('locales/en-US.json').flatMap((file) =>
    textsOf(JSON.parse(read(file))).map(([key, text]): [string, string] => [`${file} ${key}`, text]),
  );
  const documents = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const prose = [...perNode('help.md'), 'README.md', ...documents.map((name) => join('docs', name))];
  const paragraphs = prose.flatMap((file) =>
    read(file)
      .replace(/^```.*?^```/gms, '')
      .split(/\n\n+|\n(?=[|#-])/)
      .map((paragraph): [string, string] => [file, paragraph.replace(/\s+/g, ' ')]),
  );
  const errors = ['src', 'nodes'].flatMap(sources).flatMap((file) => {
    const source = read(file);
    if (!/ProcoreError|configError|Explanation/.test(source)) return [];
    const code = source.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '');
    return [...code.matchAll(/(['`])((?:\\.|(?!\1).)*)\1/g)].map(([, , text = '']): [string, string] => [
      file,
      text,
    ]);
  });
  return [...locales, ...paragraphs, ...errors];
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The code below a folder. */
function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** Words that people who read plain English stumble over, and what is written instead. */
const STUMBLES: ReadonlyArray<readonly [RegExp, string]> = [
  [/\bmend(s|ed)?\b/i, 'fix'],
  [/\banew\b/i, 'again'],
  [/\ball the same\b/i, 'still'],
  [/\b(nor|and|or|not) the reverse\b/i, 'say the other half'],
  [
    /\b(message|request|row|column|seconds|requests|pages) an? (page|row|request|project|company|tool|second)\b/i,
    'per',
  ],
  [/\bof (its|their|your) own\b/i, 'leave it out'],
  [/\bgives? up\b(?! on the request)/i, 'time limit'],
  [/\bhold(s)? back\b/i, 'flow control'],
  [/\bour reading\b/i, 'estimated'],
  [/\bby itself\b/i, 'automatically'],
  [/\bwho can (mend|do) it\b/i, 'who can fix this'],
  [/\bin one piece\b/i, 'single record'],
  [/\btriggers? catch nodes\b/i, 'errors go to Catch nodes'],
];

describe('what users read', () => {
  const texts = readByUsers();

  it('is found: catalogues, help, documents, and errors wherever they are made', () => {
    const errors = ['reasons.ts', 'explain.ts', 'unpack.ts', 'event-outcomes.ts', 'inputs.ts'];
    for (const part of ['locales', 'help.md', 'README.md', 'docs/messages.md', ...errors]) {
      assert.ok(texts.filter(([place]) => place.includes(part)).length > 5, part);
    }
  });

  for (const [stumble, instead] of STUMBLES) {
    it(`has no ${stumble.source} (${instead})`, () => {
      assert.deepEqual(
        texts.filter(([, text]) => stumble.test(text)),
        [],
      );
    });
  }

  it('names things as the dialogs do: every bold name in a help text is a text of the editor or of Procore', () => {
    const names = new Set(texts.filter(([place]) => place.includes('locales')).map(([, text]) => text));
    const procores = /^(App|Company|Install|Permissions|Project|Uninstalling|User|Path|TLS)/;
    const unknown = texts
      .filter(([place]) => place.includes('help.md'))
      .flatMap(([place, text]) =>
        [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, name = '']) => [place, name] as const),
      )
      .filter(
        ([, name]) => /^[A-Z]/.test(name) && name.length < 30 && !names.has(name) && !procores.test(name),
      )
      .filter(([, name]) => ![...names].some((text) => text.startsWith(name)));
    assert.deepEqual(unknown, []);
  });
});

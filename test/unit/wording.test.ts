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

/** What users read in the editor: catalogues text by text, help paragraph by paragraph, refusals sentence by sentence. */
function readByUsers(): Array<[place: string, text: string]> {
  const locales = perNode('locales/en-US.json').flatMap((file) =>
    textsOf(JSON.parse(readFileSync(join(root, file), 'utf8'))).map(([key, text]) => [
      `${file} ${key}`,
      text,
    ]),
  );
  const help = perNode('help.md').flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split(/\n\n+/)
      .map((paragraph) => [file, paragraph.replace(/\s+/g, ' ')]),
  );
  const refusals = ['src/refusals/reasons.ts', 'src/refusals/explain.ts'].flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(['`])((?:\\.|(?!\1).)*)\1/g)].map(([, , text]) => [
      file,
      text,
    ]),
  );
  return [...locales, ...help, ...refusals] as Array<[string, string]>;
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

  it('is found: catalogues, help and refusals', () => {
    for (const part of ['locales', 'help.md', 'reasons.ts', 'explain.ts']) {
      assert.ok(texts.filter(([place]) => place.includes(part)).length > 10, part);
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

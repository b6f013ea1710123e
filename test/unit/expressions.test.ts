/**
 * Every regular expression of the package on long texts. An expression that goes back over what it has read takes time by
 * the square of the text's length, and texts come from servers, messages and documents.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';

const root = join(__dirname, '../..');

/** Characters of each text. An expression that goes back takes over a second for one, another a millisecond. */
const LENGTH = 60_000;

/** ms for one text, on a machine that does other things too. */
const BAR = 250;

/** What begins something in one of the expressions, is meant in many, or ends nothing. */
const PIECES = [
  'a',
  'A',
  '0',
  '_',
  '-',
  '.',
  '/',
  ' ',
  '\n',
  '"',
  '\\',
  '<',
  '{',
  '}',
  '$',
  '&',
  ',',
  ';',
  ':',
  '=',
];

interface Expression {
  readonly at: string;
  readonly source: string;
  readonly flags: string;
}

/** A literal where a value may stand, so that a division is none. */
const LITERAL =
  /(?<=(?:[=(,:[!&|?{};]|\breturn|=>|\.\.\.)\s*)\/(?![*/])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g;

function expressionsIn(file: string): Expression[] {
  // Without types and comments.
  const { code } = transformSync(readFileSync(join(root, file), 'utf8'), { loader: 'ts' });
  return [...code.matchAll(LITERAL)].map(([, source = '', flags = '']) => ({ at: file, source, flags }));
}

/** Texts made of one piece again and again: single characters, and what the expression itself has as text. */
function textsFor(source: string): string[] {
  const plain = source.replace(/\\([^a-zA-Z0-9])/g, '$1');
  const own = plain.match(/[^\\[\](){}|?*+^$.]{1,12}/g) ?? [];
  const openings = [...own, ...own.map((piece) => `$${piece}`), '${', '{{', '%7b', '<a', '"a', 'a=', 'a '];
  return [...new Set([...PIECES, ...openings])].map((piece) =>
    piece.repeat(Math.ceil(LENGTH / piece.length)),
  );
}

describe('every regular expression of the package', function () {
  this.timeout(120_000);
  const files = ['src', 'nodes'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('simulator'))
      .map((name) => join(folder, name)),
  );
  const all = files.flatMap(expressionsIn);

  it('is found', () => {
    assert.ok(all.length > 200, String(all.length));
    assert.ok(all.some(({ at }) => at.startsWith('src/transport/address.ts')));
  });

  it('reads a long text in a time that grows with its length and not with its square', () => {
    const slow: string[] = [];
    for (const { at, source, flags } of all) {
      for (const text of textsFor(source)) {
        const started = performance.now();
        // As the code uses it: the first match, or all of them. What follows keeps the match from being the whole text.
        for (const each of [text, `${text}\u0000`]) each.replace(new RegExp(source, flags), '');
        const ms = performance.now() - started;
        if (ms > BAR) {
          slow.push(
            `${at} /${source}/${flags}: ${Math.round(ms)} ms for ${JSON.stringify(text.slice(0, 12))}…`,
          );
          break;
        }
      }
    }
    assert.deepEqual(slow, []);
  });
});

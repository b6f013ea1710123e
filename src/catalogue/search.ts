import MiniSearch, { type Query, type SearchOptions } from 'minisearch';
import { OperationMatcher } from './match.js';
import { endOf, type Operation } from './operation.js';
import { isWrite, parseQuery, type SearchQuery, serves } from './query.js';
import { type Term, termsOf } from './synonyms.js';
import { saidOf, usualLists } from './usual-lists.js';
import { steadierThan, supersededBy } from './versions.js';
import { singular, tellingWords, wordsOf } from './words.js';

/** An operation that was found. */
export interface Hit {
  readonly operation: Operation;
  /** Id of the operation that has replaced this one. */
  readonly newer?: string;
  /** Id of an older version that is neither beta nor going away, if this one is. */
  readonly steadier?: string;
}

interface Entry {
  readonly id: number;
  readonly name: string;
  readonly resource: string;
  readonly tool: string;
  readonly path: string;
  /** Words of the trade that mean this list. */
  readonly said: string;
}

/** Longest search text, in characters; a longer one was pasted by mistake. */
const LONGEST_TEXT = 300;

/** Lists of what may be chosen in a filter, which are called like the lists that are filtered. */
const CHOICES = /\/filter(s|_options)\//;

/** The name counts most, since many operations share a tool. */
const BOOST = { name: 4, resource: 2, tool: 1.5, path: 1.5, said: 4 };

/** The fields that Procore wrote. */
const NAMED = Object.keys(BOOST).filter((field) => field !== 'said');

/** More than any score that words give. */
const USUAL = 1_000_000;

/**
 * Searches a catalogue while the user types. Every word, or what it also means, must occur in an operation's name, tool,
 * resource or path; the last word may be incomplete. If no operation has all words, similar words count too, and then
 * operations that have some of them. What has been replaced, is going away or is beta comes after what to use in its
 * place.
 *
 * The index is MiniSearch: MIT, no dependencies, 6 KB compressed. On this table Fuse takes 97 ms per keystroke (95th
 * percentile), and uFuzzy and FlexSearch cannot weigh fields.
 */
export class OperationSearch {
  readonly #operations: readonly Operation[];
  readonly #subjects: readonly Subject[];
  readonly #newer: ReadonlyMap<string, string>;
  readonly #steadier: ReadonlyMap<string, string>;
  /** Of both, the index of an operation with the index of the one that it comes after. */
  readonly #afterPlaces: ReadonlyMap<number, number>;
  /** Made for the first search that contains a path. */
  #matcher: OperationMatcher | undefined;
  readonly #index = new MiniSearch<Entry>({
    fields: Object.keys(BOOST),
    tokenize: wordsOf,
    processTerm: singular,
    searchOptions: { boost: BOOST, prefix: true, combineWith: 'AND' },
  });

  constructor(operations: readonly Operation[]) {
    this.#operations = operations;
    this.#subjects = operations.map(subjectOf);
    this.#newer = supersededBy(operations);
    this.#steadier = steadierThan(operations, this.#newer);
    const places = new Map(operations.map(({ id }, place) => [id, place]));
    this.#afterPlaces = new Map(
      [...this.#steadier, ...this.#newer].map(([one, better]) => [
        places.get(one) ?? -1,
        places.get(better) ?? -1,
      ]),
    );
    this.#index.addAll(
      operations.map((operation, id) => ({
        id,
        name: operation.name,
        resource: operation.resource,
        tool: operation.tool,
        said: saidOf(operation),
        path: operation.path.replace(/^\/rest\/v[\d.]+/, '').replace(/\{\w+\}/g, ' '),
      })),
    );
  }

  /** Results with the best first; none for an empty text. */
  search(typed: string, most = 50): Hit[] {
    const text = typed.slice(0, LONGEST_TEXT);
    const query = parseQuery(text);
    const ranked = this.#ranked(query).slice(0, most);
    const exact = text.includes('/') ? this.#ofPath(text, query) : undefined;
    const found = exact ? [exact, ...ranked.filter((operation) => operation !== exact)] : ranked;
    return found.slice(0, most).map((operation) => {
      const newer = this.#newer.get(operation.id);
      const steadier = this.#steadier.get(operation.id);
      return {
        operation,
        ...(newer !== undefined && { newer }),
        ...(steadier !== undefined && { steadier }),
      };
    });
  }

  /** The operation of a complete path that was typed or pasted. */
  #ofPath(text: string, { method = 'GET' }: SearchQuery): Operation | undefined {
    const [path] = /\/rest\/\S+/.exec(text) ?? [];
    if (!path) return undefined;
    this.#matcher ??= new OperationMatcher(this.#operations);
    return this.#matcher.match(method, path);
  }

  #ranked(query: SearchQuery): Operation[] {
    if (query.words.length === 0) return [];
    const results = this.#found(query);
    const terms = termsOf(query.words, true);
    const meant = terms.flatMap(({ words, alternatives }) => [
      ...words.map(singular),
      ...alternatives.flat(),
    ]);
    const written = new Set([...meant, query.verb]);
    const placeOf = isWrite(query.intent) ? undefined : usualLists(query.words);
    const scores = new Map(
      results.map(({ id, score, terms }) => {
        const operation = this.#operations[id];
        const place = operation && this.#isCurrent(operation) ? placeOf?.(operation) : undefined;
        return [
          id,
          place === undefined ? score * this.#weight(id, query, written, terms) : USUAL - place,
        ] as const;
      }),
    );
    const order = [...scores.keys()].map((id) => ({ id, score: this.#belowBetter(id, scores) }));
    order.sort((a, b) => b.score - a.score || a.id - b.id);
    return order.flatMap(({ id }) => this.#operations[id] ?? []);
  }

  /** Whether nothing is to be used in place of an operation. */
  #isCurrent({ id, deprecated, removed }: Operation): boolean {
    return !deprecated && !removed && !this.#newer.has(id) && !this.#steadier.has(id);
  }

  /** The score of a result. It is kept below the score of the one to use in its place if that was found too. */
  #belowBetter(id: number, scores: ReadonlyMap<number, number>): number {
    const score = scores.get(id) ?? 0;
    const better = this.#afterPlaces.get(id);
    if (better === undefined || !scores.has(better)) return score;
    // A steady one is neither replaced nor beta, so the chain ends after two steps.
    return Math.min(score, 0.99 * this.#belowBetter(better, scores));
  }

  /**
   * What has all terms, or else similar words, or else one of the terms. The first way that finds anything decides: the
   * later ones are slower and find too much.
   */
  #found(query: SearchQuery) {
    const { words } = query;
    const cut = termsOf(words, true);
    // Who wants to write does not mean the lists first.
    const named = isWrite(query.intent) ? { fields: NAMED } : {};
    const ways = [
      () => this.#matches(query, termsOf(words), 'AND', named),
      () => this.#matches(query, cut, 'AND', named),
      () => (isWrite(query.intent) ? this.#matches(query, cut, 'AND') : []),
      () => this.#matches(query, cut, 'AND', { fuzzy: 0.2, maxFuzzy: 2 }),
      () => this.#matches(query, cut, 'OR'),
    ];
    for (const way of ways) {
      const found = way();
      if (found.length > 0) return found;
    }
    return [];
  }

  #matches(
    { method, version }: SearchQuery,
    terms: readonly Term[],
    combineWith: 'AND' | 'OR',
    options: SearchOptions = {},
  ) {
    const queries = terms.map(({ words, alternatives }): Query => {
      const meant = alternatives.map((each, place): Query => {
        // The first alternative is meant most; a long one counts as much as a short one.
        const boostTerm = () => 2 / (each.length * (2 + place));
        return { combineWith: 'AND', queries: [...each], boostTerm };
      });
      return { combineWith: 'OR', queries: [{ combineWith: 'AND', queries: [...words] }, ...meant] };
    });
    return this.#index.search(
      { combineWith, queries },
      {
        ...options,
        filter: ({ id }) => {
          const operation = this.#operations[id];
          return (
            (!method || operation?.method === method) &&
            (!version || operation?.path.startsWith(`/rest/${version}/`) === true)
          );
        },
      },
    );
  }

  /**
   * A factor for what matching words do not show. `found` are the words in the operation that matched those in
   * `written`.
   */
  #weight(
    id: number,
    { intent, verb }: SearchQuery,
    written: ReadonlySet<unknown>,
    found: readonly string[],
  ) {
    const operation = this.#operations[id];
    const subject = this.#subjects[id];
    if (!operation || !subject) return 0;
    const { name, end } = subject;
    const covered = name.filter((word) => word === verb || found.includes(word)).length;
    // The verb of a name need not be typed, just as the method need not.
    const coverage = Math.min(1, covered / Math.max(1, name.length - 1));
    return (
      (0.5 + coverage) *
      (end.every((word) => written.has(word)) ? 1.6 : end.every((word) => found.includes(word)) ? 1.3 : 1) *
      (serves(operation, intent ?? 'list') ? 1.7 : 1) *
      (CHOICES.test(operation.path) && !written.has('filter') ? 0.5 : 1) *
      (this.#newer.has(operation.id) || this.#steadier.has(operation.id) ? 0.5 : 1) *
      (operation.removed ? 0.2 : operation.deprecated ? 0.35 : operation.beta ? 0.8 : 1)
    );
  }
}

/** The words that say what an operation is about. */
interface Subject {
  readonly name: readonly string[];
  /** The last segment of the path that is not a placeholder. */
  readonly end: readonly string[];
}

function subjectOf({ name, path }: Operation): Subject {
  return { name: tellingWords(wordsOf(name)).map(singular), end: wordsOf(endOf(path)).map(singular) };
}

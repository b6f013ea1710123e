/** Which collection a field is about: `tax_code_id` is about `tax_codes`, and within its tool `template_id` about `checklist/list_templates`. */
import { singularOf } from './forms.js';
import { logKindOf } from './kinds.js';

/** What is known of a collection to find it by a name. */
interface Named {
  readonly key: string;
  readonly tool: string;
  readonly isReal: boolean;
  readonly isListed: boolean;
}

/** Lists beside the records: what filters take, reports, people of Resource Planning. */
const ASIDE =
  /(^|\/)(filter_options|filters|ids|inactive|links|reports|workforce-planning|change_histor\w+)(\/|$)/;

/** Both kinds of contracts; a project pays the one and is paid for the other. */
const CONTRACTS = ['commitments', 'prime_contracts'] as const;

/** What some operations call records of another name. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  contract: CONTRACTS,
  holder: [...CONTRACTS, 'potential_change_orders'],
  invoice: ['requisitions'],
  subtier_requisition: ['requisitions'],
};

/** What a `holder_type` beside the id calls the records of a list. */
const TYPES: Readonly<Record<string, string>> = {
  commitments: 'Contract',
  prime_contracts: 'Contract',
  potential_change_orders: 'PotentialChangeOrder',
};

/** The collections whose contracts are all of one kind, by their name: others have both. */
const OF_ONE_KIND: ReadonlyArray<readonly [own: RegExp, contracts: (typeof CONTRACTS)[number]]> = [
  [/^prime_|^payment_applications/, 'prime_contracts'],
  [/^(commitment|purchase_order|work_order)_|^(rfqs|requisitions|compliance)(\/|$)/, 'commitments'],
];

/** What the type beside an id says of a record of this collection. Undefined: it is not known. */
export function typeOfRecord(key: string): string | undefined {
  return Object.hasOwn(TYPES, key) ? TYPES[key] : undefined;
}

export class Naming {
  readonly #known: ReadonlyMap<string, Named>;
  /** Collections below no record, by the last part of their key and by the last two with `_`. */
  readonly #byEnd = new Map<string, Named[]>();
  readonly #found = new Map<string, string | undefined>();

  constructor(known: ReadonlyMap<string, Named>) {
    this.#known = known;
    for (const each of known.values()) {
      const { key, isReal, isListed } = each;
      if (!isReal || !isListed || key.includes('*') || ASIDE.test(key) || logKindOf(key)) continue;
      const parts = key.replaceAll('-', '_').split('/');
      for (const end of new Set([parts.at(-1) ?? '', parts.slice(-2).join('_')]))
        this.#byEnd.set(end, [...(this.#byEnd.get(end) ?? []), each]);
    }
  }

  /**
   * The keys of the collections that a name means, in a row of the collection `own`: none, one, or several in turn.
   * @param stem a name without its `_id`
   */
  keysOf(stem: string, own: string): readonly string[] {
    const called = this.#called(stem, own).filter((key) => this.#known.has(key));
    if (called.length > 0) return called;
    const found = this.#keyOf(stem, own);
    return found === undefined ? [] : [found];
  }

  #called(stem: string, own: string): readonly string[] {
    const called = Object.hasOwn(CALLED, stem) ? (CALLED[stem] ?? []) : [];
    if (called !== CONTRACTS) return called;
    const kind = OF_ONE_KIND.find(([name]) => name.test(own))?.[1];
    return kind === undefined ? called : [kind];
  }

  #keyOf(stem: string, own: string): string | undefined {
    const asked = `${own} ${stem}`;
    if (!this.#found.has(asked)) this.#found.set(asked, this.#search(stem, own));
    return this.#found.get(asked);
  }

  #search(stem: string, own: string): string | undefined {
    const ends = pluralsOf(stem);
    const tool = own.slice(0, own.indexOf('/') + 1);
    const singular = singularOf(own.slice(own.lastIndexOf('/') + 1));
    const owned = pluralsOf(`${singular}_${stem}`).map((end) => `${tool}${end}`);
    const keyed = [...ends, ...owned, ...(tool === '' ? [] : ends.map((end) => `${tool}${end}`))].find(
      (each) => this.#known.get(each)?.isReal && !logKindOf(each),
    );
    return keyed ?? this.#byWords(stem, own);
  }

  /** By the end of a key: "root cost code" is a cost code, but a word alone means something else in each tool. */
  #byWords(stem: string, own: string): string | undefined {
    const words = stem.split('_');
    const tails = words
      .map((_, from) => words.slice(from))
      .filter((tail, from) => from === 0 || tail.length > 1);
    for (const tail of tails) {
      const found = pluralsOf(tail.join('_')).flatMap((end) => this.#byEnd.get(end) ?? []);
      const tool = this.#known.get(own)?.tool;
      const near = found.find((each) => each.tool === tool) ?? (tail.length > 1 ? found[0] : undefined);
      if (near && near.key !== own) return near.key;
    }
    return undefined;
  }
}

function pluralsOf(stem: string): string[] {
  return [`${stem}s`, stem, `${stem}es`, stem.replace(/y$/, 'ies')];
}

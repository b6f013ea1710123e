import { recordsOf } from '../../../src/access/records.js';
import { partsOf } from '../../../src/catalogue/body-form.js';
import { type Field, fieldsOf } from '../../../src/catalogue/form.js';
import { isIdKey, type RecordSource, type RecordSources } from '../../../src/catalogue/record-source.js';
import type { Shape } from '../../../src/catalogue/shape.js';
import type { Simulator } from '../../../src/simulator/index.js';
import { clientOf } from '../../support/client.js';
import type { AtHand } from './entered.js';
import type { KnownBody } from './known-bodies.js';

/** What a person picks for one operation: the values of its path, and the ids of its body. */
export interface Picks extends AtHand {
  readonly params: ReadonlyArray<{ readonly name: string; readonly value: string }>;
  /** The params among them that take an id which no list of the simulator offers: their values lead nowhere. */
  readonly nowhere: readonly string[];
}

/** A field of a body's form that offers the ids of a list. */
export interface OfferingField {
  readonly key: string;
  /** Where it is in the body; the rows of a list are left out. */
  readonly steps: readonly string[];
  readonly source: RecordSource;
  readonly shape: Shape;
}

/** The lists of a simulator, read as the pickers of the dialog read them. */
export class DemoIds {
  readonly #client;
  readonly #companyId: string;
  readonly #projectId: string;
  readonly #lists = new Map<string, Promise<readonly string[]>>();

  constructor(
    { loginUrl, apiUrl, clientId, clientSecret, companies: [company] }: Simulator,
    private readonly sources: RecordSources,
  ) {
    this.#client = clientOf(apiUrl, { loginUrl, apiUrl, clientId, clientSecret });
    this.#companyId = String(company?.id);
    this.#projectId = String(company?.projects[0]?.id);
  }

  /** Fills in the path first, whose values the lists of the body need. */
  async picksFor(body: KnownBody): Promise<Picks> {
    const values = new Map([
      ['company_id', this.#companyId],
      ['project_id', this.#projectId],
    ]);
    const fields = fieldsOf(body.operation, this.sources).filter(
      ({ group, required }) => group === 'path' || required,
    );
    const params = [];
    const nowhere: string[] = [];
    for (const field of fields) {
      const offered = await this.#valueFor(field, values);
      // An id that nobody has.
      const value = offered ?? (isIdKey(field.name) ? '101' : '1');
      if (offered === undefined && isIdKey(field.name)) nowhere.push(field.name);
      values.set(field.name, value);
      params.push({ name: field.name, value });
    }
    const offered = new Map<string, readonly string[]>();
    const offering = [...offeringFields(body, this.sources)];
    // A list may need what another field of the body has.
    for (const { key, source } of [...offering, ...offering]) {
      const ids = await this.#idsOf(source, values);
      offered.set(source.path, ids);
      const [first] = ids;
      if (first !== undefined && !values.has(key)) values.set(key, first);
    }
    return {
      sources: this.sources,
      companyId: this.#companyId,
      projectId: this.#projectId,
      idsOf: ({ path }) => offered.get(path) ?? [],
      params,
      nowhere,
    };
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #valueFor(field: Field, values: ReadonlyMap<string, string>): Promise<string | undefined> {
    const { kind, source, choices } = field;
    if (kind === 'company') return this.#companyId;
    if (kind === 'project') return this.#projectId;
    if (choices?.[0] !== undefined) return choices[0];
    if (kind === 'date') return '2026-12-24';
    const ids = source ? await this.#idsOf(source, values) : [];
    // The first of the users is the app itself, which nobody changes.
    return ids[1] ?? ids[0];
  }

  #idsOf({ path, needs }: RecordSource, values: ReadonlyMap<string, string>): Promise<readonly string[]> {
    const given = Object.entries(needs).map(([name, from]) => [name, values.get(from)] as const);
    if (given.some(([, value]) => value === undefined)) return Promise.resolve([]);
    const isInPath = ([name]: readonly [string, unknown]) => path.includes(`{${name}}`);
    const placeholders = Object.fromEntries(given.filter(isInPath)) as Record<string, string>;
    const query = Object.fromEntries(given.filter((value) => !isInPath(value)));
    const list = { path, placeholders, query, companyId: this.#companyId };
    const key = JSON.stringify(list);
    const known = this.#lists.get(key);
    if (known) return known;
    const read = recordsOf(this.#client, list, { lane: 'interactive' }).then(
      ({ records }) => records.map(({ id }) => id),
      () => [],
    );
    this.#lists.set(key, read);
    return read;
  }
}

/** The fields of a body's form that offer the ids of a list. */
export function* offeringFields(
  { operation, shape }: KnownBody,
  sources: RecordSources,
): Generator<OfferingField> {
  const objects = [{ shape, steps: [] as string[] }];
  for (let next = objects.pop(); next; next = objects.pop()) {
    const { shape: object, steps } = next;
    if (object.kind === 'list') objects.push({ shape: object.of, steps });
    if (object.kind !== 'object') continue;
    const { shown, more } = partsOf(object, undefined, steps, operation, sources);
    for (const part of [...shown, ...more]) {
      const { key } = part;
      if (part.kind === 'field' && part.field.source)
        yield { key, steps: [...steps, key], source: part.field.source, shape: part.shape };
      if (part.kind === 'group') objects.push({ shape: part.shape, steps: [...steps, key] });
      if (part.kind === 'rows') objects.push({ shape: part.of, steps: [...steps, key] });
    }
  }
}

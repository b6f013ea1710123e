import { recordsOf } from '../../../src/access/records.js';
import { partsOf } from '../../../src/catalogue/body-form.js';
import { type Field, fieldsOf } from '../../../src/catalogue/form.js';
import { isIdKey, type RecordSource, type RecordSources } from '../../../src/catalogue/record-source.js';
import type { Simulator } from '../../../src/simulator/index.js';
import { clientOf } from '../../support/client.js';
import type { AtHand } from './entered.js';
import type { KnownBody } from './known-bodies.js';

/** What a person picks for one operation: the values of its path, and the ids of its body. */
export interface Picks extends AtHand {
  readonly params: ReadonlyArray<{ readonly name: string; readonly value: string }>;
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
    for (const field of fields) {
      const value = await this.#valueFor(field, values);
      values.set(field.name, value);
      params.push({ name: field.name, value });
    }
    const offered = new Map<string, readonly string[]>();
    for (const source of sourcesIn(body, this.sources)) {
      offered.set(source.path, await this.#idsOf(source, values));
    }
    return {
      sources: this.sources,
      companyId: this.#companyId,
      projectId: this.#projectId,
      idsOf: ({ path }) => offered.get(path) ?? [],
      params,
    };
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #valueFor(field: Field, values: ReadonlyMap<string, string>): Promise<string> {
    const { kind, source, choices, name } = field;
    if (kind === 'company') return this.#companyId;
    if (kind === 'project') return this.#projectId;
    if (choices?.[0] !== undefined) return choices[0];
    if (kind === 'date') return '2026-12-24';
    const ids = source ? await this.#idsOf(source, values) : [];
    // The first of the users is the app itself, which nobody changes.
    return ids[1] ?? ids[0] ?? (isIdKey(name) ? '101' : '1');
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

/** The lists that the fields of a body's form offer. */
function* sourcesIn({ operation, shape }: KnownBody, sources: RecordSources): Generator<RecordSource> {
  const objects = [{ shape, steps: [] as string[] }];
  for (let next = objects.pop(); next; next = objects.pop()) {
    const { shape: object, steps } = next;
    if (object.kind === 'list') objects.push({ shape: object.of, steps });
    if (object.kind !== 'object') continue;
    const { shown, more } = partsOf(object, undefined, steps, operation, sources);
    for (const part of [...shown, ...more]) {
      if (part.kind === 'field' && part.field.source) yield part.field.source;
      if (part.kind === 'group') objects.push({ shape: part.shape, steps: [...steps, part.key] });
      if (part.kind === 'rows') objects.push({ shape: part.of, steps: [...steps, part.key] });
    }
  }
}

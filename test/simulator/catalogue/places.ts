/** Where an operation below other records can be tried: the records that its path and its query name are looked up, or made. */
import type { Operation } from '../../../src/catalogue/operation.js';
import { singular } from '../../../src/catalogue/words.js';
import { idsBelow } from './below.js';
import { bodyFor, type Ids } from './bodies.js';
import { isObject, rowsIn } from './shape-reader.js';
import { recordsOf, type Stage } from './stage.js';

/** What no operation gives: the part of a path with the placeholder behind it, or a parameter. */
interface Lack {
  readonly lacks: string;
}

/** A stage on which the operation is plain, or why there is none. */
export type Found = { readonly stage: Stage } | Lack;

const isLack = (found: object): found is Lack => 'lacks' in found;

/**
 * How the path of the list ends whose ids these are, if its name is another one. What may be of several kinds is of the first: no operation
 * on prime contracts asks for a `contract_id`; RFQs and payments are those of commitments.
 */
const CALLED: Readonly<Record<string, string>> = {
  contract_id: '0/commitments',
  equipment_id: '/equipment_register',
  holder_id: '0/commitments',
  inspection_id: '/checklist/lists',
  invoice_id: '0/requisitions',
  object_id: '0/requisitions',
  topic_id: '}/rfis',
};

/** Ids that rows show inside: the list, and the object in its rows. */
const SHOWN_IN: Readonly<Record<string, readonly [list: string, name: string]>> = {
  developer_app_id: ['/rest/v1.0/app_installations', 'developer_app'],
};

/** Values whose choices are not published. */
const VALUES: Readonly<Record<string, string>> = { topic_type: 'RFI', 'filters[tool_type]': 'submittals' };

export class Places {
  readonly #stage: Stage;
  readonly #ids: Ids;
  readonly #found = new Map<string, Promise<string | undefined>>();

  constructor(stage: Stage, ids: Ids) {
    this.#stage = stage;
    this.#ids = ids;
  }

  /** @param isOfItem whether the placeholder at the end of the path stays open */
  async find(operation: Operation, isOfItem = false): Promise<Found> {
    const parts = operation.path.split('/');
    const last = isOfItem ? parts.length - 1 : parts.length;
    const query = await this.#queryFor(operation);
    if (isLack(query)) return query;
    let stage = this.#stage.below({ template: '-', path: '-', query });
    for (let at = 0; at < last; at++) {
      const template = parts.slice(0, at + 1).join('/');
      const path = stage.pathOf(template);
      if (!path.endsWith('}')) continue;
      const list = parts.slice(0, at).join('/');
      const name = path.slice(path.lastIndexOf('{') + 1, -1);
      const id = (await this.#idAt(stage, list, name)) ?? (await this.#valueOf(name, operation));
      if (id === undefined) return { lacks: `${list.slice(list.lastIndexOf('/') + 1)}/{${name}}` };
      stage = this.#stage.below({ template, path: `${path.slice(0, path.lastIndexOf('/'))}/${id}`, query });
    }
    return { stage };
  }

  async #queryFor(operation: Operation): Promise<Record<string, string> | Lack> {
    const values: Record<string, string> = {};
    for (const name of this.#stage.neededBy(operation)) {
      const value = await this.#valueOf(name, operation);
      if (value === undefined) return { lacks: name };
      values[name] = value;
    }
    return values;
  }

  /** A value for a parameter: the id of a record, or any other value of its type. */
  async #valueOf(name: string, operation: Operation): Promise<string | undefined> {
    const param = operation.params.find((each) => each.name === name);
    if (param?.enum) return String(param.enum[0]);
    if (name === 'id') return param?.in === 'query' ? this.#ownId(operation) : undefined;
    if (/(^|_)ids?$|uuid$/.test(name)) return this.#named(name, operation);
    if (VALUES[name] !== undefined) return VALUES[name];
    if (name === 'before') return '2027-03-04';
    if (/date|day$|^after$/.test(name)) return '2024-03-04';
    return param?.type === 'integer' ? '100' : 'whatever';
  }

  /** The record that an `id` in the query means: the deed at the end of the path is done to it. */
  #ownId({ path }: Operation): Promise<string | undefined> {
    return this.#idAt(this.#stage, path.slice(0, path.lastIndexOf('/')), 'id');
  }

  async #named(name: string, operation: Operation): Promise<string | undefined> {
    const offered = await this.#stage.offered(name, operation);
    const shownIn = SHOWN_IN[name];
    if (shownIn) return this.#inside(...shownIn);
    const called = CALLED[name];
    if (called !== undefined) return (await this.#stage.idsOf([called], '', operation.path))[0];
    const plural = name.replace(/_id$/, 's');
    return (
      offered[0] ?? (await this.#stage.idsOf([plural]))[0] ?? (await this.#stage.idsOf([plural], '_'))[0]
    );
  }

  async #inside(path: string, name: string): Promise<string | undefined> {
    const list = this.#stage.find('GET', path);
    const { json } = list ? await this.#stage.send('GET', this.#stage.address(list.operation)) : {};
    const [row] = rowsIn(list?.shapes.returns, json)?.rows ?? [];
    return isObject(row) ? idIn(row[name]) : undefined;
  }

  /** The id of a record below this path, which has no placeholder any more. */
  #idAt(stage: Stage, list: string, name: string): Promise<string | undefined> {
    const place = stage.pathOf(list);
    const known = this.#found.get(place) ?? this.#look(stage, list, name);
    this.#found.set(place, known);
    return known;
  }

  async #look(stage: Stage, list: string, name: string): Promise<string | undefined> {
    return (
      (await this.#listed(stage, list, name)) ??
      (await this.#elsewhere(list)) ??
      (await this.#made(stage, list, name)) ??
      (await idsBelow(stage, list))[0]
    );
  }

  /** A row in the middle of the list: the first of the users is the app, and below those that a test made there is nothing. */
  async #listed(stage: Stage, list: string, name: string): Promise<string | undefined> {
    const known = stage.find('GET', list);
    if (!known) return undefined;
    const query = await this.#queryFor(known.operation);
    if (isLack(query)) return undefined;
    const more = Object.entries(query);
    const { status, json } = await stage.send(
      'GET',
      stage.address(known.operation, [['per_page', '100'], ...more]),
    );
    const rows = rowsIn(known.shapes.returns, json)?.rows.flatMap(recordsOf);
    const row = rows?.[Math.floor(rows.length / 2)];
    const own = `${singular(list.slice(list.lastIndexOf('/') + 1))}_id`;
    const named = isObject(row) ? (row[own] ?? row[name]) : undefined;
    return status === 200 ? (idIn(row) ?? idIn({ id: named })) : undefined;
  }

  async #made(stage: Stage, list: string, name: string): Promise<string | undefined> {
    const known = stage.find('POST', list);
    if (!known || stage.neededBy(known.operation).length > 0) return undefined;
    const body = bodyFor(known, this.#ids, stage.projectId);
    const { status, json } = await stage.send('POST', stage.address(known.operation), body);
    if (status >= 300) return undefined;
    const [row = json] = Array.isArray(json)
      ? json
      : isObject(json) && 'data' in json
        ? [json.data].flat()
        : [json];
    return idIn(row) ?? idIn({ id: isObject(row) ? row[name] : undefined });
  }

  /** The list of another version, or of the company, has the same records. */
  async #elsewhere(list: string): Promise<string | undefined> {
    // What is below another record is that record's own, and the hooks of each generation are others.
    if (/\{/.test(this.#stage.pathOf(list)) || list.includes('/webhooks/')) return undefined;
    const end = list.replace(/^.*\}\//, '').replace(/^\/rest\/[^/]+\//, '');
    return (await this.#stage.idsOf([end])).at(-1);
  }
}

function idIn(row: unknown): string | undefined {
  const id = isObject(row) ? (row.id ?? row.uuid) : undefined;
  return typeof id === 'number' || typeof id === 'string' ? String(id) : undefined;
}

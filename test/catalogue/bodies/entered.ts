/**
 * A body as a person enters it: something in every field of its form, and what Procore is to get for it. What is to
 * arrive is written down beside what is typed, so that the form's own reading is judged and not repeated.
 */
import assert from 'node:assert/strict';
import {
  type FieldPart,
  type ObjectShape,
  otherPart,
  type Part,
  partsOf,
  wholePart,
} from '../../../src/catalogue/body-form.js';
import { placeName, Reference, type Steps } from '../../../src/catalogue/body-tree.js';
import { enteredIn, shownIn } from '../../../src/catalogue/body-value.js';
import type { RecordSource, RecordSources } from '../../../src/catalogue/record-source.js';
import type { Shape, ValueType } from '../../../src/catalogue/shape.js';
import type { FieldValue } from '../../../src/catalogue/values.js';
import type { KnownBody } from './known-bodies.js';

/** What a person has at hand. */
export interface AtHand {
  readonly sources: RecordSources;
  readonly companyId: string;
  readonly projectId: string;
  /** The ids that a picker offers; empty if it has none. */
  idsOf(source: RecordSource): readonly string[];
}

/** Where the message of a test has a file. */
export const FILE_IN_MESSAGE = 'file';
/** Stands for a file in what is to arrive. */
export const FILE = Symbol('file');

export interface EnteredBody {
  /** What the form gives: JSON with references in it. */
  readonly whole: unknown;
  /** What Procore is to get. */
  readonly arrives: unknown;
  /** What each field shows, by its place. */
  readonly fields: ReadonlyMap<string, FieldValue>;
  readonly files: number;
}

interface Entry {
  readonly typed: FieldValue;
  readonly arrives: unknown;
}

interface Entered {
  readonly whole: unknown;
  readonly arrives: unknown;
}

/** Lists of objects inside lists of objects have one row each, else their number would explode. */
const ROWS = [2, 2, 1];

/** Texts that look like something else, or that a careless reader would change. */
const TEXTS = [
  'Beam "B-12" clashes – naïve & <ok>',
  '007',
  'true',
  'null',
  '12.50',
  '{"a":1}',
  '[]',
  'C:\\temp\\n',
  '日本語 🏗',
  '562949953443325000',
];

/** Enters something in every field of a body's form, custom fields included. */
export class Person {
  readonly #fields = new Map<string, FieldValue>();
  #files = 0;
  #texts = 0;

  private constructor(
    private readonly body: KnownBody,
    private readonly hand: AtHand,
  ) {}

  static enters(body: KnownBody, hand: AtHand): EnteredBody {
    const person = new Person(body, hand);
    const { shape, operation } = body;
    const { whole, arrives } =
      shape.kind === 'object'
        ? person.#object(shape, [], 0)
        : person.#part(wholePart(shape, undefined, operation, hand.sources), [], 0);
    return { whole, arrives, fields: person.#fields, files: person.#files };
  }

  #object(shape: ObjectShape, steps: Steps, rows: number): Entered {
    const { operation } = this.body;
    const { shown, more } = partsOf(shape, undefined, steps, operation, this.hand.sources);
    const custom = shape.custom
      ? [1, 2, 3, 4]
          .map((id) => `custom_field_${id}`)
          .map((key) => otherPart(shape, key, [...steps, key], operation))
      : [];
    const entries = [...shown, ...more, ...custom].map(
      (part) => [part.key, this.#part(part, [...steps, part.key], rows)] as const,
    );
    return {
      whole: Object.fromEntries(entries.map(([key, { whole }]) => [key, whole])),
      arrives: Object.fromEntries(entries.map(([key, { arrives }]) => [key, arrives])),
    };
  }

  #part(part: Part, steps: Steps, rows: number): Entered {
    if (part.kind === 'group') return this.#object(part.shape, steps, rows);
    if (part.kind === 'rows') {
      const items = Array.from({ length: ROWS[rows] ?? 1 }, (_, index) =>
        this.#object(part.of, [...steps, index], rows + 1),
      );
      return { whole: items.map(({ whole }) => whole), arrives: items.map(({ arrives }) => arrives) };
    }
    const { typed, arrives } = this.#entryFor(part);
    const place = placeName(steps);
    this.#fields.set(place, typed);
    const whole = enteredIn(part, typed);
    if (!(whole instanceof Reference)) assert.deepEqual(whole, arrives, `${place} as it is entered`);
    return { whole, arrives };
  }

  /** What a person enters in a field, as its control gives it. */
  #entryFor(part: FieldPart): Entry {
    const { field, shape, key } = part;
    if (this.#isFile(part)) {
      this.#files++;
      const typed = { value: FILE_IN_MESSAGE, type: 'msg' };
      return { typed, arrives: FILE };
    }
    if (field.kind === 'company') return idEntry(shape, this.hand.companyId);
    if (field.kind === 'project') return idEntry(shape, this.hand.projectId);
    if (field.source) {
      const offered = this.hand.idsOf(field.source).slice(0, 2);
      const ids = offered.length > 0 ? offered : idsLike(shape);
      if (field.kind !== 'list') return idEntry(shape, ids[0] ?? '');
      const of = shape.kind === 'list' ? shape.of : shape;
      return { typed: { items: ids }, arrives: ids.map((id) => idEntry(of, id).arrives) };
    }
    switch (field.kind) {
      case 'boolean': {
        const is = this.#texts++ % 2 === 0;
        return { typed: { value: String(is), type: 'bool' }, arrives: is };
      }
      case 'integer':
        return { typed: { value: '42', type: 'num' }, arrives: 42 };
      case 'number':
        return { typed: { value: '12.75', type: 'num' }, arrives: 12.75 };
      case 'choice': {
        // Some choices end with null.
        const value = shape.kind === 'choice' ? shape.values.at(-1) : assert.fail(key);
        return { typed: { value: String(value), type: 'str' }, arrives: value };
      }
      case 'list':
        return this.#list(shape);
      case 'json': {
        const object = { note: 'inner', deep: [{ id: 1 }, null, true, 'ü'] };
        const value = shape.kind === 'list' ? [object, object] : object;
        return { typed: { value: JSON.stringify(value), type: 'json' }, arrives: value };
      }
      case 'any':
        return this.#anything();
      default:
        return this.#text(shape.kind === 'value' ? shape.type : 'string');
    }
  }

  /** Files are parts of forms; where the operation takes JSON, they are texts in base64. */
  #isFile({ shape, key, field }: FieldPart): boolean {
    if (this.body.operation.body?.contentType !== 'multipart/form-data' || field.kind === 'list')
      return false;
    const type = shape.kind === 'value' ? shape.type : undefined;
    return type === 'binary' || (type === 'string' && /^(file|data|image|avatar|logo|attachment)$/.test(key));
  }

  #list(shape: Shape): Entry {
    const of = shape.kind === 'list' ? shape.of : shape;
    if (of.kind === 'choice') {
      const values = of.values.slice(0, 2);
      return { typed: { items: values.map(String) }, arrives: values };
    }
    const isText = of.kind === 'value' && !['integer', 'number', 'decimal'].includes(of.type);
    if (!isText) return { typed: { items: ['7', '41'] }, arrives: [7, 41] };
    const items = [this.#text(of.type).arrives, this.#text(of.type).arrives].map(String);
    return { typed: { items }, arrives: items };
  }

  /** A value of a key that nothing is known about, such as a custom field: of each type in turn. */
  #anything(): Entry {
    const all: Entry[] = [
      { typed: { value: 'blue', type: 'str' }, arrives: 'blue' },
      { typed: { value: '-0.5', type: 'num' }, arrives: -0.5 },
      { typed: { value: 'false', type: 'bool' }, arrives: false },
      { typed: { value: '[1,{"id":2}]', type: 'json' }, arrives: [1, { id: 2 }] },
    ];
    return all[this.#texts++ % all.length] ?? assert.fail();
  }

  #text(type: ValueType): Entry {
    const known: Partial<Record<ValueType, string>> = {
      date: '2026-12-24',
      'date-time': '2026-12-24T15:30:59Z',
      time: '15:30',
      uuid: '0f9d2c5e-0000-4000-8000-00000000abcd',
      email: 'robin.sample@example.com',
      uri: 'https://receiver.example.com/?a=1&b=2',
      binary: 'aGVsbG8=',
    };
    const value = known[type] ?? TEXTS[this.#texts++ % TEXTS.length] ?? assert.fail();
    return { typed: { value, type: 'str' }, arrives: value };
  }
}

/** An id as a picker gives it: as text, which is sent as the number that it is where the shape has a number. */
function idEntry(shape: Shape, id: string): Entry {
  const isNumber =
    (shape.kind === 'value' && ['integer', 'number', 'decimal'].includes(shape.type)) ||
    shape.kind === 'open';
  return { typed: { value: id, type: 'str' }, arrives: isNumber && /^\d{1,15}$/.test(id) ? Number(id) : id };
}

function idsLike(shape: Shape): string[] {
  const of = shape.kind === 'list' ? shape.of : shape;
  const isUuid = of.kind === 'value' && of.type === 'uuid';
  return isUuid ? ['0f9d2c5e-0000-4000-8000-00000000abcd'] : ['101', '102'];
}

/** What the fields of a form show for a body, by their places; the form is opened on it anew. */
export function shownFor(
  { shape, operation }: KnownBody,
  body: unknown,
  sources: RecordSources,
): Map<string, FieldValue> {
  const shown = new Map<string, FieldValue>();
  const ofObject = (object: ObjectShape, value: unknown, steps: Steps) => {
    for (const part of partsOf(object, value, steps, operation, sources).shown) {
      ofPart(part, (value as Record<string, unknown> | undefined)?.[part.key], [...steps, part.key]);
    }
  };
  const ofPart = (part: Part, value: unknown, steps: Steps) => {
    if (part.kind === 'group') ofObject(part.shape, value, steps);
    else if (part.kind === 'rows') {
      for (const [index, item] of (value as unknown[]).entries()) ofObject(part.of, item, [...steps, index]);
    } else {
      const field = shownIn(part, value);
      if (field !== undefined) shown.set(placeName(steps), field);
    }
  };
  if (shape.kind === 'object') ofObject(shape, body, []);
  else ofPart(wholePart(shape, body, operation, sources), body, []);
  return shown;
}

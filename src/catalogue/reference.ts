import { isLoopback } from '../connection.js';
import { configError, ProcoreError } from '../errors.js';
import { openSockets } from '../transport/dispatcher.js';
import { exchange } from '../transport/exchange.js';
import { isPlainObject } from '../transport/plain-text.js';
import { Secrets } from '../transport/secrets.js';
import { VERSION } from '../version.js';
import type { Conversion } from './openapi/convert.js';
import { objectOf, own } from './openapi/json-value.js';
import { convertDocument } from './openapi/read.js';
import { type Operation, signatureOf, withOwnIds } from './operation.js';
import { documentLinks } from './resource-links.js';
import type { ShapeNotation } from './shape.js';

/** Where Procore publishes its reference; it takes no login. */
const REFERENCE_ORIGIN = 'https://developers.procore.com';
const LIST = '/api/v1/resource_groups';

const MEGABYTE = 1024 * 1024;
/** Bytes of one document, unpacked, and of all together. Procore's whole reference has about 30 MB. */
const LARGEST = 20 * MEGABYTE;
const LARGEST_TOGETHER = 300 * MEGABYTE;
/** Operations of all documents together; Procore's reference has some 3,200. */
const MOST_OPERATIONS = 20_000;
/** Characters of all bodies together; those beyond stay as they are known. Procore's have 0.3 million. */
const MOST_OF_BODIES = 10_000_000;
/** Documents that are fetched at the same time. */
const AT_ONCE = 4;
const TIMEOUT_MS = 60_000;
/** Times that a document is asked for before it counts as unreadable. */
const TRIES = 2;

/** The operations of Procore's reference, and how much of it could be read. */
export interface Reference {
  readonly operations: readonly Operation[];
  /** What their bodies look like inside, by signature. */
  readonly bodies: ReadonlyMap<string, ShapeNotation>;
  readonly documents: number;
  /** Documents that could not be read. If there are any, it is not known what Procore has removed. */
  readonly unread: number;
}

export interface ReferenceOptions {
  /** Another host, such as a mirror: https, or this machine. @default Procore's */
  readonly origin?: string | undefined;
  readonly signal: AbortSignal;
  onProgress(done: number, total: number): void;
}

/**
 * Reads Procore's public reference: the list of its resources, then the OpenAPI document of each, a few at a time.
 * Nothing but these addresses of that one host is asked for.
 * @throws ProcoreError if the list cannot be read, if it names no document, or if most of them cannot be read
 */
export async function readReference({ origin, signal, onProgress }: ReferenceOptions): Promise<Reference> {
  const host = hostOf(origin ?? REFERENCE_ORIGIN);
  const limits = { one: LARGEST, all: AT_ONCE * LARGEST };
  const sockets = openSockets({ apiUrl: host, loginUrl: host, timeoutMs: TIMEOUT_MS }, limits);
  let bytes = 0;
  const read = async (url: URL): Promise<unknown> => {
    const request = { method: 'GET', url, headersTo, writes: false, secrets: new Secrets([]) };
    const answer = await exchange(sockets, request, { timeoutMs: TIMEOUT_MS, signal });
    try {
      if (answer.status !== 200) throw unreadable(`${url.host} answered with status ${answer.status}.`);
      bytes += answer.body.length;
      if (bytes > LARGEST_TOGETHER) throw unreadable(`The reference of ${url.host} is larger than 300 MB.`);
      return jsonIn(answer.body, url);
    } finally {
      answer.release();
    }
  };
  try {
    const links = documentLinks(await read(new URL(LIST, host)), new URL(LIST, host));
    if (links.length === 0) throw unreadable(`The list of resources of ${host.host} names no document.`);
    onProgress(0, links.length);
    return await readAll(links, read, { signal, onProgress });
  } finally {
    await sockets.dispatcher.destroy();
  }
}

/** Reads the documents, a few at a time, and merges what they describe. */
async function readAll(
  links: readonly URL[],
  read: (url: URL) => Promise<unknown>,
  { signal, onProgress }: Pick<ReferenceOptions, 'signal' | 'onProgress'>,
): Promise<Reference> {
  const found = new Map<string, Operation>();
  const bodies = new Map<string, ShapeNotation>();
  let characters = 0;
  const waiting = [...links];
  let unread = 0;
  let done = 0;
  let failure: unknown;
  const work = async () => {
    for (let link = waiting.shift(); link; link = waiting.shift()) {
      try {
        for (const document of documentsIn(await tried(read, link, signal))) {
          const read = readWhole(document);
          for (const operation of read.operations) {
            const signature = signatureOf(operation);
            if (found.has(signature) || found.size >= MOST_OPERATIONS) continue;
            found.set(signature, operation);
            const body = read.bodies.get(signature);
            if (body === undefined) continue;
            characters += JSON.stringify(body).length;
            if (characters <= MOST_OF_BODIES) bodies.set(signature, body);
          }
        }
      } catch (thrown) {
        signal.throwIfAborted();
        failure = thrown;
        unread++;
        // Most are unreadable, so the rest would be too.
        if (unread > links.length / 2) throw thrown;
      }
      onProgress(++done, links.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work)).finally(() => waiting.splice(0));
  if (found.size >= MOST_OPERATIONS) {
    throw unreadable(`The documents of the reference describe more than ${MOST_OPERATIONS} operations.`);
  }
  if (found.size === 0) throw failure ?? unreadable('The documents of the reference describe no operation.');
  return { operations: withOwnIds([...found.values()]), bodies, documents: links.length, unread };
}

/**
 * What a document describes. One without paths is none that can be believed, nor is one that is too large to be read
 * to its end: what it lacks would count as removed.
 * @throws ProcoreError if it is no OpenAPI document, or one of these
 */
function readWhole(document: unknown): Conversion {
  const conversion = convertDocument(document);
  if (conversion.beyond > 0)
    throw unreadable('A document of the reference is too large to be read to its end.');
  if (isPlainObject(own(objectOf(document), 'paths'))) return conversion;
  throw unreadable('A document of the reference has no paths.');
}

/** The OpenAPI documents of an answer: itself, or what it holds one level deeper, as an envelope or list would. */
function documentsIn(answer: unknown): unknown[] {
  const isDocument = (value: unknown) =>
    ['openapi', 'swagger'].some((key) => own(objectOf(value), key) !== undefined);
  if (isDocument(answer) || typeof answer !== 'object' || answer === null) return [answer];
  const held = Object.values(answer).filter(isDocument);
  return held.length > 0 ? held : [answer];
}

async function tried(read: (url: URL) => Promise<unknown>, link: URL, signal: AbortSignal): Promise<unknown> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await read(link);
    } catch (thrown) {
      signal.throwIfAborted();
      if (left <= 0) throw thrown;
    }
  }
}

/**
 * What an import of the reference stands for: its operations, and those that it has no longer, marked as removed. The
 * latter only if all of it could be read, and if what is missing is few enough to be a change of the reference.
 */
export function withRemoved(reference: Reference, before: readonly Operation[]): Operation[] {
  const { operations, unread } = reference;
  const there = new Set(operations.map(signatureOf));
  const missing = before.filter((operation) => !there.has(signatureOf(operation)));
  const isWhole = unread === 0 && missing.length <= before.length / 5;
  const removed = missing.map((operation) => ({ ...operation, removed: true as const }));
  return withOwnIds([...operations, ...(isWhole ? removed : [])]);
}

function hostOf(origin: string): URL {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) return url;
  throw configError(
    'The address of Procore’s reference must begin with https://.',
    'Correct procoreReference in settings.js, or remove it.',
  );
}

const headersTo = (): Record<string, string> => ({
  accept: 'application/json',
  'user-agent': `node-red-procore/${VERSION}`,
});

function jsonIn(body: Buffer, { host }: URL): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw unreadable(`${host} sent something that is not JSON.`);
  }
}

function unreadable(cause: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    cause,
    fix: 'Try again later, or choose an OpenAPI document that you downloaded from Procore’s developer portal.',
    who: 'try again later',
  });
}

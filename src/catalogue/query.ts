import { OPERATION_METHODS, type Operation, type OperationMethod } from './operation.js';
import { tellingWords, wordsOf } from './words.js';

/** What somebody searches for, as far as the text shows it. */
export interface SearchQuery {
  /** Required: written in capitals, or as the first word. */
  readonly method?: OperationMethod;
  /** Preferred: the text begins or ends with a verb such as "list". */
  readonly intent?: Intent;
  /** The verb as it was typed. */
  readonly verb?: string;
  /** Required if a path with its version was typed. */
  readonly version?: string;
  /** All of them must occur; the last one may be incomplete. */
  readonly words: readonly string[];
}

export type Intent = 'list' | 'show' | 'read' | 'create' | 'update' | 'delete';

/** "change" and "view" are not among them, since change orders and budget views are things. */
const VERBS: Readonly<Record<Intent, readonly string[]>> = {
  list: ['list'],
  show: ['show'],
  read: ['find', 'fetch', 'read', 'retrieve'],
  create: ['add', 'create', 'new'],
  update: ['edit', 'modify', 'update'],
  delete: ['delete', 'remove'],
};
const INTENTS = new Map(
  Object.entries(VERBS).flatMap(([intent, verbs]) => verbs.map((verb) => [verb, intent as Intent])),
);

/** Words that are part of names, and also say what is to be done. */
const DEEDS: Readonly<Record<string, Intent>> = { attach: 'create', upload: 'create', download: 'read' };

/** Reads "POST punch", "list rfis" or "/rest/v1.0/projects/12/rfis". */
export function parseQuery(text: string): SearchQuery {
  const method = text.split(/\s+/).find(isMethod) ?? firstAsMethod(text);
  const withoutMethod = method ? text.replace(new RegExp(`(^|\\s)${method}(?=\\s|$)`, 'i'), ' ') : text;
  const [version] = /\bv\d+\.\d+\b/i.exec(withoutMethod) ?? [];
  const plain = version ? withoutMethod.replace(version, ' ') : withoutMethod;
  const all = wordsOf(plain.includes('/') ? plainSegments(plain) : plain);
  const verb = all.length > 1 ? [all[0], all.at(-1)].find((word) => INTENTS.has(word ?? '')) : undefined;
  const words = tellingWords(all.filter((word) => word !== verb));
  const deed = words.find((word) => Object.hasOwn(DEEDS, word)) ?? '';
  const intent = INTENTS.get(verb ?? '') ?? (words.length > 1 ? DEEDS[deed] : undefined);
  return {
    ...(method && { method }),
    ...(intent && { intent }),
    ...(verb && { verb }),
    ...(version && { version: version.toLowerCase() }),
    words,
  };
}

/** Whether a verb changes something. */
export function isWrite(intent: Intent | undefined): boolean {
  return intent === 'create' || intent === 'update' || intent === 'delete';
}

/** Whether an operation does what a verb says. */
export function serves({ method, path }: Operation, intent: Intent): boolean {
  switch (intent) {
    case 'list':
      return method === 'GET' && !path.endsWith('}');
    case 'show':
      return method === 'GET' && path.endsWith('}');
    case 'read':
      return method === 'GET';
    case 'create':
      return method === 'POST';
    case 'update':
      return method === 'PATCH' || method === 'PUT';
    case 'delete':
      return method === 'DELETE';
  }
}

const METHODS: ReadonlySet<string> = new Set(OPERATION_METHODS);
const isMethod = (word: string): word is OperationMethod => METHODS.has(word);

/** "post punch" means the method; "delete punch" may also mean a bulk delete, which is a POST. */
function firstAsMethod(text: string): OperationMethod | undefined {
  const [first = ''] = text.trim().split(/\s+/);
  const method = first.toUpperCase();
  return isMethod(method) && method !== 'DELETE' && /\s/.test(text.trimStart()) ? method : undefined;
}

/** The parts of a path that are the same in every call: no values and no placeholders. */
function plainSegments(path: string): string {
  return path
    .replace(/[?#][\s\S]*$/, '')
    .replace(/\{\w*\}?/g, ' ')
    .replace(/(^|\s)\/?rest\//, ' ')
    .replace(/\/\d+(?=\/|\s|$)/g, '/');
}

import { singular, tellingWords, wordsOf } from './words.js';

/**
 * What people in construction say, and what Procore calls it. Every alternative is searched for besides the words
 * themselves. What is no other word for a thing, such as "overdue", is in `usual-lists.ts`.
 */
export const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  // Abbreviations
  ce: ['change event'],
  co: ['change order'],
  cor: ['change order request'],
  gc: ['company'],
  itb: ['bid package'],
  pco: ['potential change order'],
  po: ['purchase order contract', 'purchase order'],
  sov: ['schedule of values'],
  't&m': ['time and material entry', 'time and material'],
  wbs: ['work breakdown structure'],
  // Money
  'change order': ['change order package'],
  invoice: ['requisition'],
  'owner contract': ['prime contract'],
  'pay app': ['payment application'],
  'pay application': ['payment application'],
  'progress claim': ['payment application'],
  subcontract: ['work order contract'],
  variation: ['change event', 'change order package'],
  // People
  contractor: ['vendor'],
  'general contractor': ['company'],
  staff: ['company user', 'user'],
  sub: ['vendor'],
  subcontractor: ['vendor'],
  supplier: ['vendor'],
  tender: ['bid package'],
  // Work on site
  defect: ['punch item', 'observation item'],
  deficiency: ['punch item', 'observation item'],
  diary: ['daily log'],
  headcount: ['manpower log'],
  log: ['daily log', 'manpower log', 'notes log'],
  ncr: ['observation item'],
  'meeting minutes': ['meeting'],
  minutes: ['meeting'],
  'near miss': ['incident'],
  'non conformance': ['observation item'],
  'punch list': ['punch item'],
  quality: ['checklist list', 'observation item'],
  safety: ['observation item', 'incident'],
  snag: ['punch item'],
  snagging: ['punch item'],
  'snag list': ['punch item'],
  timesheet: ['timecard'],
  // Documents
  attach: ['attachment', 'project upload'],
  attachment: ['project upload'],
  blueprint: ['drawing revision'],
  clash: ['coordination issue'],
  inspection: ['checklist list'],
  letter: ['correspondence', 'generic tool item'],
  photo: ['image'],
  picture: ['image'],
  'shop drawing': ['submittal'],
  spec: ['specification section'],
  transmittal: ['generic tool item', 'correspondence'],
};

/** A word or a phrase of a search, and what else it may mean. */
export interface Term {
  readonly words: readonly string[];
  readonly alternatives: ReadonlyArray<readonly string[]>;
}

const ALTERNATIVES: ReadonlyMap<string, Term['alternatives']> = new Map(
  Object.entries(SYNONYMS).map(([said, meant]) => [keyOf(said), meant.map(plainWords)]),
);
const LONGEST_PHRASE = 3;
/** Shorter beginnings of a word say too little. */
const SHORTEST_BEGINNING = 4;

/**
 * The words of a search as terms, the longest known phrases first: "meeting minutes july" is two terms.
 * @param isCut whether the last word may be the beginning of a known one
 */
export function termsOf(words: readonly string[], isCut = false): Term[] {
  const terms: Term[] = [];
  for (let at = 0; at < words.length; ) {
    const term = termAt(words, at, isCut);
    terms.push(term);
    at += term.words.length;
  }
  return terms;
}

function termAt(words: readonly string[], at: number, isCut: boolean): Term {
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length--) {
    const phrase = words.slice(at, at + length);
    const key = phrase.map(singular).join(' ');
    const isLast = at + length === words.length;
    const alternatives = ALTERNATIVES.get(key) ?? (isCut && isLast ? begunBy(key) : undefined);
    if (alternatives) return { words: phrase, alternatives };
  }
  return { words: words.slice(at, at + 1), alternatives: [] };
}

function begunBy(beginning: string): Term['alternatives'] | undefined {
  if (beginning.length < SHORTEST_BEGINNING) return undefined;
  const key = [...ALTERNATIVES.keys()].find((each) => each.startsWith(beginning));
  return key === undefined ? undefined : ALTERNATIVES.get(key);
}

function keyOf(said: string): string {
  return plainWords(said).join(' ');
}

function plainWords(text: string): string[] {
  return tellingWords(wordsOf(text)).map(singular);
}

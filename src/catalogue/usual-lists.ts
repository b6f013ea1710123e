import type { Operation } from './operation.js';
import { singular, tellingWords, wordsOf } from './words.js';

/** The paths of the lists below, without their version: a newer one takes their place by itself. */
const RFIS = '/projects/{project_id}/rfis';
const SUBMITTALS = '/projects/{project_id}/submittals';
const PUNCH_ITEMS = '/punch_items';
const OBSERVATIONS = '/observations/items';
const COORDINATION_ISSUES = '/coordination_issues';
const CORRESPONDENCE = '/projects/{project_id}/generic_tools/{generic_tool_id}/generic_tool_items';
const MEETINGS = '/projects/{project_id}/meetings';
const DRAWINGS = '/projects/{project_id}/drawing_revisions';
const SPECIFICATIONS = '/companies/{company_id}/projects/{project_id}/specification_section_revisions';
const FOLDERS = '/folders';
const PHOTOS = '/images';
const ACTION_PLANS = '/projects/{project_id}/action_plans/plans';
const INSPECTIONS = '/projects/{project_id}/checklist/lists';
const INCIDENTS = '/projects/{project_id}/incidents';
const INVOICES = '/requisitions';
const OWNER_INVOICES = '/payment_applications';
const SUBCONTRACTS = '/work_order_contracts';
const PURCHASE_ORDERS = '/purchase_order_contracts';
const PRIME_CONTRACTS = '/prime_contracts';

const IN_COURT = [RFIS, SUBMITTALS, PUNCH_ITEMS];
const LATE = [RFIS, SUBMITTALS, PUNCH_ITEMS, OBSERVATIONS, COORDINATION_ISSUES, CORRESPONDENCE];
const FILES = [FOLDERS, DRAWINGS, SPECIFICATIONS, PHOTOS];
const CHANGE_ORDERS = [
  '/change_order_packages',
  '/projects/{project_id}/prime_change_orders',
  '/projects/{project_id}/commitment_change_orders',
  '/potential_change_orders',
];
/** The lines of a contract are its schedule of values. */
const SCHEDULES_OF_VALUES = [
  `${SUBCONTRACTS}/{work_order_contract_id}/line_items`,
  `${PURCHASE_ORDERS}/{purchase_order_contract_id}/line_items`,
  '/companies/{company_id}/projects/{project_id}/commitment_contracts/{commitment_contract_id}/line_items',
  '/companies/{company_id}/projects/{project_id}/prime_contracts/{prime_contract_id}/line_items',
];
const WITHHELD = [INVOICES, OWNER_INVOICES, SUBCONTRACTS, PURCHASE_ORDERS, PRIME_CONTRACTS];
/** What must be done and handed in before a project ends: work, papers, checks. */
const LAST_STEPS = [PUNCH_ITEMS, SUBMITTALS, ACTION_PLANS, INSPECTIONS, FOLDERS];

/**
 * Words that say something about records and are no name of them: who types one wants to read the lists where people of
 * the trade look for it, the most usual one first. Procore writes none of these words in the names of those lists.
 */
export const USUAL: Readonly<Record<string, readonly string[]>> = {
  // States, by which these lists can be filtered
  'ball in court': IN_COURT,
  bic: IN_COURT,
  late: LATE,
  overdue: LATE,
  'past due': LATE,
  // Files: a version of a file has the address from which it is read.
  download: [FOLDERS, '/file_versions/{id}', DRAWINGS, SPECIFICATIONS, PHOTOS],
  file: FILES,
  'project file': FILES,
  document: ['/companies/{company_id}/projects/{project_id}/documents', FOLDERS],
  // Procore has no list of all attachments. They are in the rows of what they are attached to.
  attachment: [`${SUBMITTALS}/attachments_with_markup`, RFIS, SUBMITTALS, PUNCH_ITEMS, CORRESPONDENCE],
  'as built': [DRAWINGS, FOLDERS],
  // The revisions of all areas of a project are what people call its drawings.
  drawing: [DRAWINGS, '/drawing_areas/{drawing_area_id}/drawings', '/projects/{project_id}/drawing_sets'],
  plan: [DRAWINGS, ACTION_PLANS],
  'shop drawing': [SUBMITTALS, DRAWINGS],
  // Minutes are the topics of a meeting.
  minutes: [MEETINGS, '/meeting_topics/parent_minutes'],
  // Letters and what goes with documents are items of the correspondence tool, which Procore calls generic.
  correspondence: [CORRESPONDENCE],
  letter: [CORRESPONDENCE],
  transmittal: [CORRESPONDENCE, SUBMITTALS, DRAWINGS],
  // Procore has three kinds of change orders beside the packages, which are older.
  'change order': CHANGE_ORDERS,
  co: CHANGE_ORDERS,
  sov: SCHEDULES_OF_VALUES,
  'schedule of values': SCHEDULES_OF_VALUES,
  // Money that is held back is in every invoice, and its share in the contract.
  holdback: WITHHELD,
  retainage: WITHHELD,
  retention: WITHHELD,
  // The end of a project
  'close out': LAST_STEPS,
  closeout: LAST_STEPS,
  handover: LAST_STEPS,
  turnover: LAST_STEPS,
  warranty: [SUBMITTALS, FOLDERS, PUNCH_ITEMS],
  // On site
  'near miss': [`${INCIDENTS}/near_misses`, INCIDENTS],
  safety: [OBSERVATIONS, INCIDENTS],
  timesheet: ['/projects/{project_id}/timesheets', '/timecard_entries'],
  delivery: ['/projects/{project_id}/delivery_logs'],
};

/** By the words as they are searched for, the places of the paths. */
const PLACES: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(
  Object.entries(USUAL).map(([said, paths]) => [
    tellingWords(wordsOf(said)).map(singular).join(' '),
    new Map(paths.map((path, place) => [path, place])),
  ]),
);
/** Shorter beginnings of a word say too little. */
const SHORTEST_BEGINNING = 4;

const withoutVersion = (path: string) => path.replace(/^\/rest\/v[\d.]+/, '');

/** What people say when they mean this list, as one text; empty if it is no usual one. */
export function saidOf({ method, path }: Operation): string {
  if (method !== 'GET') return '';
  const plain = withoutVersion(path);
  return [...PLACES].flatMap(([said, places]) => (places.has(plain) ? [said] : [])).join(' ');
}

/**
 * The place of an operation among the usual lists of a search that is a word of the trade and nothing more, 0 for the
 * first; undefined if it is none of them. The last word may be incomplete.
 */
export type PlaceAmong = (operation: Operation) => number | undefined;

/** @param words the words of a search */
export function usualLists(words: readonly string[]): PlaceAmong | undefined {
  const said = words.map(singular).join(' ');
  const begun = said.length < SHORTEST_BEGINNING ? undefined : keyBegunBy(said);
  const places = PLACES.get(said) ?? (begun === undefined ? undefined : PLACES.get(begun));
  return places && (({ method, path }) => (method === 'GET' ? places.get(withoutVersion(path)) : undefined));
}

/** The usual word that a text begins. "project" does not begin "project file": it is complete already. */
function keyBegunBy(beginning: string): string | undefined {
  return [...PLACES.keys()].find(
    (said) => said.startsWith(beginning) && !said.slice(beginning.length).includes(' '),
  );
}

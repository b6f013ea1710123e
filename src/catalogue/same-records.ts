import { VAGUE } from './record-roles.js';
import { idWord, type RecordSource } from './record-source.js';
import { unversioned } from './versions.js';

/** What is known of a field whose value may be an id. */
export interface IdField {
  readonly name: string;
  readonly kind: string;
  readonly label: string;
  readonly source?: RecordSource;
}

/** Lists beside the records whose rows have the ids of the records themselves. */
const BESIDE = /(?:^recycle_bin\/|\/(?:recycle_bin|inactive|ids)$)/;

/**
 * Lists of the companies' directory, or of those in it who may be chosen in one tool. Users, people and vendors each have
 * ids of their own: a person in the directory need not be a user.
 */
const DIRECTORY = /^(?:\w+\/)?(users|people|vendors)$/;

/**
 * What companies have and their projects list, too, as far as it is known: the same records with the same ids. What is not
 * here has other records in projects, such as the templates that a project made of the company's, or it is not known.
 */
const OF_COMPANIES =
  /^(assets(\/asset_(types|status))?|equipment_register\w*(\/(statuses|\{\}\/.+))?|managed_equipment\w*|bids|bid_packages|timecard_entries|timecard_time_types|form_templates|permission_templates|work_classifications|work_breakdown_structure\/segments)$/;

/**
 * The kind of records that a field takes the ids of, for comparison with that of another field of the same name. Two
 * fields take the same records if their lists are the same whatever the version and whatever of them they leave out, or if
 * both are of one of the kinds above.
 * @param tool of the field's operation: without a list, a word like "item" is known only there
 */
export function recordsOf({ name, kind, label, source }: IdField, tool: string): string {
  if (kind === 'company' || kind === 'project') return kind;
  if (source) return recordsIn(source);
  const word = idWord(name);
  return word === '' || VAGUE.has(word) ? `${tool}: ${label}` : label;
}

function recordsIn({ path, needs }: RecordSource): string {
  const plain = unversioned(path);
  if (plain.startsWith('workforce-planning/')) return plain;
  const rest = plain.replace(/^(companies\/\{\}\/)?(projects\/\{\}\/)?/, '').replace(BESIDE, '');
  const [, person] = DIRECTORY.exec(rest) ?? [];
  if (person !== undefined) return person;
  // v1 asks for the project in the query where v2 has it in the path.
  const isOfProject = /(^|\/)projects\/\{\}\//.test(plain) || Object.hasOwn(needs, 'project_id');
  return isOfProject && !OF_COMPANIES.test(rest) ? `of a project: ${rest}` : rest;
}

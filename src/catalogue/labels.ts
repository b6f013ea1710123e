import { singular } from './words.js';

/** Words that are written in capitals. Their plural is too: `ids` is "IDs". */
const CAPITALS: ReadonlySet<string> = new Set([
  'aemp',
  'api',
  'bcc',
  'bim',
  'cc',
  'co',
  'csv',
  'dob',
  'er',
  'erp',
  'gps',
  'id',
  'ifc',
  'iso',
  'lov',
  'md5',
  'mpz',
  'nda',
  'oem',
  'p6',
  'pco',
  'pdf',
  'pdm',
  'po',
  'rfi',
  'rfq',
  'rom',
  'sha256',
  'sms',
  'sov',
  'ssov',
  'ssr',
  'tbd',
  'ual',
  'ui',
  'uid',
  'uom',
  'url',
  'uuid',
  'wbs',
  'xfdf',
  'xml',
]);

/** Words that people write in another way. */
const WRITTEN: ReadonlyArray<readonly [told: RegExp, written: string]> = [
  [/\btime and material\b/g, 'T&M'],
  [/\bresourcetypes\b/g, 'resource types'],
  [/\bprocore\b/g, 'Procore'],
  [/\bna\b/g, 'N/A'],
];

/**
 * A parameter's name for people: `filters[updated_at]` is "Updated at", `project_id` is "Project", `vendor_id` is
 * "Vendor ID", and the `id` in `/rfis/{id}` is "RFI ID".
 * @param isPicked whether records are picked by their names: then it is "Vendor", and "Vendors" for `vendor_ids`
 */
export function labelOf(name: string, path: string, isPicked = false): string {
  const plain = name.replace(/^filters?\[/, '').replace(/[[\]]+/g, ' ');
  if (plain === 'project_id' || plain === 'company_id') return capitalised(plain.replace('_id', ''));
  const owner = name === 'id' ? ownerOf(path) : undefined;
  const whole = words(owner ? `${owner} id` : plain);
  return isPicked
    ? whole
        .replace(/(\S) ID$/, '$1')
        // Procore's word for a user.
        .replace(' login information', '')
        .replace(/y IDs$/, 'ies')
        .replace(/(\S) IDs$/, '$1s')
    : whole;
}

/** The thing that `{id}` identifies: `rfi` in `/rfis/{id}`; undefined if the path does not show it. */
export function ownerOf(path: string): string | undefined {
  const segment = /\/([\w-]+)\/\{id\}/.exec(path)?.[1];
  return segment?.replace(/(?<![^_-])[^_-]+$/, singular);
}

/**
 * The words of a resource, as people write them: `punch-item-types` is "Punch item types", `rfis` is "RFIs", and
 * `work-classification---project-level` is "Work classification – project level".
 */
export function resourceLabel(resource: string): string {
  return capitalised(resource.split('---').map(spelled).join(' – '));
}

function words(text: string): string {
  return capitalised(spelled(text));
}

/** The words of a name in `snake_case`, `kebab-case` or `camelCase`. */
function spelled(text: string): string {
  const apart = text.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  const all = apart.split(/[\s_-]+/).filter(Boolean);
  const written = all.map((word) => (isShouted(word) ? word : word.toLowerCase())).map(inCapitals);
  return WRITTEN.reduce((told, [pattern, other]) => told.replace(pattern, other), written.join(' '));
}

/** `DEF` in `DEFTankCapacity`. */
const isShouted = (word: string) => word.length > 1 && word === word.toUpperCase();

/** `id` is "ID", and `ids` is "IDs". */
function inCapitals(word: string): string {
  if (CAPITALS.has(word)) return word.toUpperCase();
  const one = word.slice(0, -1);
  return word.endsWith('s') && CAPITALS.has(one) ? `${one.toUpperCase()}s` : word;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import { singular } from './words.js';

const CAPITALS = new Set([
  'api',
  'bim',
  'csv',
  'erp',
  'id',
  'pdf',
  'rfi',
  'rfq',
  'sov',
  'ui',
  'url',
  'uuid',
  'wbs',
  'xml',
]);

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

function words(text: string): string {
  const all = text.split(/[\s_-]+/).filter(Boolean);
  return capitalised(all.map(spelled).join(' '));
}

/** `id` is "ID", and `ids` is "IDs". */
function spelled(word: string): string {
  if (CAPITALS.has(word)) return word.toUpperCase();
  const one = word.slice(0, -1);
  return word.endsWith('s') && CAPITALS.has(one) ? `${one.toUpperCase()}s` : word;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Values of fields of which a sample has none: words that a list of Demo gives, and what is only shown in part. */
import { isObject } from './shape-reader.js';

/** For each field the value, and another one. Without any: the field is left out. */
type Choices = Readonly<Record<string, readonly [] | readonly [unknown, unknown]>>;

/** The ids of two reasons for changes. */
const REASONS = [810, 811] as const;

const CHOSEN: ReadonlyArray<readonly [RegExp, Choices]> = [
  [
    /\/webhooks\/hooks/,
    {
      // Of this secret only the end is shown.
      destination_headers: [],
      destination_url: ['https://receiver.example.com/', 'https://other.example.com/'],
      event_type: ['create', 'update'],
      namespace: ['nightly', 'weekly'],
      payload_version: ['v4.0', 'v3.0'],
      resource_name: ['RFIs', 'Submittals'],
      status: ['active', 'disabled'],
    },
  ],
  // A company tells of its own records only.
  [/companies\/\{company_id\}\/webhooks\/hooks/, { resource_name: ['Departments', 'Offices'] }],
  [
    /^\/rest\/v1\.0\/change_events/,
    {
      // A file, which a text is not.
      attachments: [],
      change_event_status_id: [500, 502],
      change_order_change_reason_id: REASONS,
    },
  ],
  [
    /^\/rest\/v1\.1\/change_events/,
    {
      // Of what is in an item only its parts are named, and not what they hold.
      change_items: [],
      change_reason: [{ id: REASONS[0] }, { id: REASONS[1] }],
      // Written as a word, and read as a name.
      scope: ['tbd', 'tbd'],
      status: [{ id: 500 }, { id: 502 }],
    },
  ],
  // The items that the test changes are those of the contract.
  [/\/requisitions\/.*\/bulk_item_update$/, { item_type: ['contract_item', 'contract_item'] }],
];

/** The body with the values that are chosen for an operation at this path. */
export function withChosen(body: unknown, path: string, isSecond: boolean): unknown {
  const choices = CHOSEN.filter(([at]) => at.test(path)).map(([, each]) => each);
  return choices.length === 0 ? body : chosenIn(body, Object.assign({}, ...choices), isSecond);
}

function chosenIn(value: unknown, choices: Choices, isSecond: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => chosenIn(each, choices, isSecond));
  if (!isObject(value)) return value;
  const fields = Object.entries(value).flatMap(([name, inner]) => {
    const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
    if (choice === undefined) return [[name, chosenIn(inner, choices, isSecond)] as const];
    return choice.length === 0 ? [] : [[name, choice[isSecond ? 1 : 0]] as const];
  });
  return Object.fromEntries(fields);
}

/** The rows of each collection: those that are known, and for all others rows that have only an id and their times. */
import { WORKFLOW_TOOLS } from '../assumed.js';
import { BUDGET_LINE_ITEMS } from '../data/budget.js';
import { CHANGE_EVENT_REASONS, CHANGE_EVENT_STATUSES, CHANGE_EVENTS } from '../data/change-events.js';
import { COMMITMENTS } from '../data/commitments.js';
import type { Project } from '../data/company.js';
import type { LogKind } from '../data/daily-logs.js';
import { DAY, timestamp } from '../data/dates.js';
import { LOG_KINDS } from '../data/kinds.js';
import { OBSERVATIONS } from '../data/observations.js';
import { locationOf, TRADE_IDS, tradeRef, wbsCode } from '../data/parts.js';
import { COMPANY_USERS, PROJECT_USERS, VENDORS } from '../data/people.js';
import { PUNCH_ITEMS } from '../data/punch-items.js';
import { RFIS } from '../data/rfis.js';
import { createdAt, type Kind, type Row } from '../data/rows.js';
import { PACKAGES, packageOf, RESPONSES, responseOf, SUBMITTALS } from '../data/submittals.js';
import { LOCATIONS, TRADES } from '../data/words.js';
import { LOOKUPS } from './lookups.js';
import { mostOf, seedOf } from './money.js';
import { codeFields, firmFields, firmIndex } from './references.js';
import { saltOf } from './values.js';

/** Most rows of a collection that no file knows better. */
const MOST = 40;
/** Rows of each record, in a list of the rows of all of them. */
const OF_RECORD = 2;
/** Removed rows that a collection with a recycle bin starts with. */
const IN_BIN = 2;

/** Collections with rows of their own, by the ends of their keys in a project. */
const HAND_MADE: Readonly<Record<string, Kind>> = {
  rfis: RFIS,
  submittals: SUBMITTALS,
  'observations/items': OBSERVATIONS,
  punch_items: PUNCH_ITEMS,
  change_events: CHANGE_EVENTS,
  commitments: COMMITMENTS,
  commitment_contracts: COMMITMENTS,
  budget_line_items: BUDGET_LINE_ITEMS,
};

const FIRMS: Kind = {
  ...fixed('vendors', VENDORS, {
    at: ({ company }, index) => firmFields(company, index),
    indexOf: ({ company }, id) => firmIndex(company, id),
  }),
  ofCompany: true,
};
const PLACES: Kind = fixed('locations', LOCATIONS.length, {
  at: (project, index) => {
    const { id, name, node_name } = locationOf(project, index);
    return { id: id as number, name, node_name, parent_id: null };
  },
  indexOf: (project, id) => id - (locationOf(project, 0).id as number),
});
const CRAFTS: Kind = fixed('trades', TRADES.length, {
  at: (_, index) => ({ ...tradeRef(TRADES[index]?.trade ?? ''), id: TRADE_IDS + index }),
  indexOf: (_, id) => id - TRADE_IDS,
});
const CODES: Kind = fixed('cost_codes', TRADES.length, {
  at: (project, index) => codeFields(project, index),
  indexOf: (project, id) => id - (wbsCode(project, 0, 'S').id as number),
});

/** The projects of a company, where one of its tools has them: paths name them by their own ids. */
const PROJECTS: Kind = {
  ...fixed('projects of a tool', Number.POSITIVE_INFINITY, {
    at: ({ company }, index) => {
      const { id = 0, name } = company.projects[index] ?? {};
      return { id, name };
    },
    indexOf: ({ company }, id) => company.projects.findIndex((project) => project.id === id),
  }),
  exactly: ({ projects }) => projects.length,
};

/** What submittals name: the responses of the company, the packages of the project. */
const SUBMITTAL_RESPONSES: Kind = fixed('submittal_responses', RESPONSES.length, {
  at: (project, index) => ({ ...responseOf(project, index), considered: RESPONSES[index] }),
  indexOf: (project, id) => id - responseOf(project, 0).id,
});
const SUBMITTAL_PACKAGES: Kind = fixed('submittal_packages', PACKAGES.length, {
  at: (project, index) => packageOf(project, index),
  indexOf: (project, id) => id - packageOf(project, 0).id,
});

/** The custom fields that the hand-made projects have. */
const FIELDS = [
  { id: 168_115, label: 'Delivery Tier', data_type: 'lov_entry', active: true },
  { id: 218_239, label: 'Union Job', data_type: 'boolean', active: true },
  { id: 274_577, label: 'Retainage Percent', data_type: 'decimal', active: true },
] as const;
const CUSTOM_FIELDS: Kind = fixed('custom_field_definitions', FIELDS.length, {
  at: (_, index) => FIELDS[index] ?? FIELDS[0],
  indexOf: (_, id) => FIELDS.findIndex((field) => field.id === id),
});

/** The tools that have workflows; their types are the `tool_type` of presets and instances. */
const TOOLS: Kind = fixed('workflows/tools', Object.keys(WORKFLOW_TOOLS).length, {
  at: (_, index) => {
    const [type, name] = Object.entries(WORKFLOW_TOOLS)[index] ?? [];
    return { id: index + 1, name, type, subtype: null };
  },
  indexOf: (_, id) => id - 1,
});

const FIXED: Readonly<Record<string, Kind>> = {
  'workflows/tools': TOOLS,
  'payments/projects': PROJECTS,
  vendors: FIRMS,
  locations: PLACES,
  trades: CRAFTS,
  cost_codes: CODES,
  custom_field_definitions: CUSTOM_FIELDS,
  submittal_packages: SUBMITTAL_PACKAGES,
  submittal_responses: SUBMITTAL_RESPONSES,
  'work_breakdown_structure/wbs_codes': { ...CODES, name: 'wbs_codes' },
  'wbs/codes': { ...CODES, name: 'wbs_codes' },
  'change_event/statuses': CHANGE_EVENT_STATUSES,
  'change_events/statuses': CHANGE_EVENT_STATUSES,
  change_order_change_reasons: CHANGE_EVENT_REASONS,
};

/** The kind of a collection that has more than an id: `isWhole` if its rows are complete, so that they are not made up. */
export function knownKind(key: string, ofCompany = false): { kind: Kind; isWhole: boolean } | undefined {
  if (key === 'users') return { kind: ofCompany ? COMPANY_USERS : PROJECT_USERS, isWhole: true };
  if (Object.hasOwn(HAND_MADE, key)) return { kind: HAND_MADE[key] as Kind, isWhole: true };
  const [fixed] = [key, endOf(key)].filter((each) => Object.hasOwn(FIXED, each));
  if (fixed !== undefined) return { kind: FIXED[fixed] as Kind, isWhole: false };
  return undefined;
}

/** What is known of a collection, for its rows. */
export interface Traits {
  /** Whether some rows are removed already. */
  readonly hasBin: boolean;
  /** Whether its rows are people of the directory. */
  readonly isOfPeople: boolean;
  /** Whether each row is of a record of another list, which has a few of them. */
  readonly isOfRecords: boolean;
  /** Whether all projects of a company show the same ones. */
  readonly ofCompany: boolean;
}

/** @param parents fields that all rows have: the ids in their path @param ofCompany whether they are the company's own */
export function kindOf(
  key: string,
  parents: Readonly<Record<string, unknown>>,
  traits: Traits,
  ofCompany: boolean,
): { kind: Kind; isWhole: boolean } {
  if (key === 'budget_views/*/detail_rows') return { kind: BUDGET_LINE_ITEMS, isWhole: false };
  const known = Object.keys(parents).length === 0 ? knownKind(key, ofCompany) : undefined;
  if (known) return known;
  const kind = traits.isOfPeople
    ? offered(nameOf(key, parents), ofCompany ? COMPANY_USERS : PROJECT_USERS)
    : madeUp(key, parents, traits);
  const { share, most = MOST } = kind;
  return {
    kind: traits.isOfRecords ? { ...kind, share: share * OF_RECORD, most: most * OF_RECORD } : kind,
    isWhole: false,
  };
}

function nameOf(key: string, parents: Readonly<Record<string, unknown>>): string {
  return `${key} ${Object.values(parents).join(' ')}`.trim();
}

/** Users as a tool offers them for its records, or as they were chosen for one. */
function offered(name: string, { of: _, ...users }: Kind): Kind {
  return {
    ...users,
    name,
    // Who can be chosen is everybody, who was chosen is a few.
    ...(/(^|[/ ])(default_distribution|alert_recipients)( |$)/.test(name) && { exactly: () => CHOSEN }),
    make(seed) {
      const row = users.make(seed);
      const { name: firm } = row.vendor as { name: string };
      return { ...row, login: row.email_address, company_name: firm };
    },
  };
}

/** How many people are chosen to be told of something. */
const CHOSEN = 3;

function madeUp(
  key: string,
  parents: Readonly<Record<string, unknown>>,
  { hasBin, ofCompany }: Traits,
): Kind {
  const names = lookupOf(key);
  const name = nameOf(key, parents);
  return {
    name,
    firstId: 100_000_000 + saltOf(name) * 900,
    share: 1,
    most: mostOf(key) ?? mostByName(key),
    ...(names && { exactly: () => names.length }),
    ...(hasBin && { binned: IN_BIN }),
    ...(ofCompany && { ofCompany }),
    make({ id, index, of, project, chance }) {
      const created = createdAt(project, index, Math.max(of, 1), chance);
      const label = names?.[index];
      return {
        id,
        ...parents,
        ...(label !== undefined && { name: label, title: label, label }),
        ...seedOf(key, project, index, of, chance),
        ...timesFrom(created, chance.between(5, 0, 40)),
      };
    },
  };
}

/** A view has one row of sums for its project; an RFI has few replies. */
function mostByName(key: string): number {
  if (key.endsWith('/summary_rows')) return 1;
  return key === 'rfis/*/replies' ? 2 : MOST;
}

function endOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function lookupOf(key: string): readonly string[] | undefined {
  const end = endOf(key);
  return Object.hasOwn(LOOKUPS, end) ? LOOKUPS[end] : undefined;
}

function timesFrom(created: number, days: number): Pick<Row, string> {
  return { created_at: timestamp(created), updated_at: timestamp(created + days * DAY) };
}

interface Fixed {
  at(project: Project, index: number): Row;
  indexOf(project: Project, id: number): number | undefined;
}

/** Rows whose ids other records use. */
function fixed(name: string, length: number, rows: Fixed): Kind {
  return {
    name,
    firstId: 160_000_000 + saltOf(name),
    share: 1,
    exactly: () => length,
    ids: {
      at: (project, index) => Number(rows.at(project, index).id),
      indexOf: rows.indexOf,
    },
    make({ id, index, of, project, chance }) {
      const times = timesFrom(createdAt(project, index % length, of, chance), chance.between(5, 0, 40));
      return { ...(index < length ? rows.at(project, index) : {}), id, ...times };
    },
  };
}

/** The kind of a daily log, if the collection is one: its rows belong to days. */
export function logKindOf(key: string): LogKind | undefined {
  const end = endOf(key);
  if (!end.endsWith('_logs') || end === 'daily_logs' || !LOGS.has(key)) return undefined;
  const handMade = Object.hasOwn(LOG_KINDS, end) ? LOG_KINDS[end as keyof typeof LOG_KINDS] : undefined;
  return handMade ?? { name: end, firstId: 93_000_000 + saltOf(end) * 100, perDay: 4, make: () => ({}) };
}

const LOGS = new Set(
  [
    'accident',
    'call',
    'daily_construction_report',
    'delay',
    'delivery',
    'dumpster',
    'equipment',
    'inspection',
    'manpower',
    'notes',
    'plan_revision',
    'productivity',
    'quantity',
    'safety_violation',
    'visitor',
    'waste',
    'weather',
    'work',
  ].flatMap((name) => [`${name}_logs`, `daily_logs/${name}_logs`]),
);

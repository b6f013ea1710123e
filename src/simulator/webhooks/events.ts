/** From a change of a record to the events that hooks are told: under which names, and in which of the three forms. */
import { RESTORED_AS, SUBSCRIBED_TO } from '../assumed.js';
import { Chance } from '../data/chance.js';
import type { Action, Change } from '../data/changes.js';
import {
  COMPANY_RESOURCES,
  type EventType,
  type HookResource,
  PROJECT_RESOURCES,
  SHORT_VERSION,
} from '../data/hooks.js';
import { ulid } from '../data/ulid.js';
import { FIRST_EVENT_ID } from '../data/webhooks.js';

/** Something that happened, as hooks are told of it. */
export interface HookEvent {
  /** Counts the events of a simulator, from 1. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly type: EventType;
  /** Name of the resource, such as `RFIs`. */
  readonly resource: string;
  readonly change: Change;
}

/** Ids of events that were never made up begin after those that were. */
const FIRST_REAL_ID = FIRST_EVENT_ID + 1_000_000_000_000n;

const TYPES: Readonly<Record<Action, EventType>> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  restore: RESTORED_AS,
  move: 'update',
};

/** Whether a change belongs to a company and to none of its projects. A project itself does. */
export function isOfCompany({ projectId, resource }: Change): boolean {
  return projectId === 0 || resource === 'projects';
}

/**
 * The names under which a change can be subscribed to, with the type of its event.
 * @param typeOf tells the types of commitments apart, which have a name each
 */
export function namesOf(
  change: Change,
  typeOf: (change: Change) => unknown,
): Array<Pick<HookEvent, 'resource' | 'type'>> {
  const type = TYPES[change.action];
  const kind = change.resource.split(' ')[0] ?? '';
  const wanted = kind === 'commitments' ? `${kind} ${String(typeOf(change))}` : kind;
  const known = (isOfCompany(change) ? OF_COMPANIES : OF_PROJECTS).get(wanted) ?? [];
  return known.flatMap(({ name, actions }) => (actions.includes(type) ? [{ resource: name, type }] : []));
}

const OF_COMPANIES = byKind(COMPANY_RESOURCES);
const OF_PROJECTS = byKind(PROJECT_RESOURCES);

function byKind(resources: readonly HookResource[]): Map<string, HookResource[]> {
  const found = new Map<string, HookResource[]>();
  for (const resource of resources) {
    const kind = SUBSCRIBED_TO[resource.name] ?? resource.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
    found.set(kind, [...(found.get(kind) ?? []), resource]);
  }
  return found;
}

/** The body of a delivery: `plan_your_app/payload_formats.md`. It says what happened, and nothing of the record itself. */
export function payloadOf(event: HookEvent, version: unknown): Record<string, unknown> {
  const { number, at, type, resource, change } = event;
  const { id, companyId, by } = change;
  const projectId = isOfCompany(change) ? null : change.projectId;
  const timestamp = `${new Date(at).toISOString().slice(0, -1)}${String(number % 1000).padStart(3, '0')}Z`;
  const text = ulid(at, new Chance(0xe7e7, number), number);
  if (version === 'v4.0') {
    return {
      id: text,
      timestamp,
      reason: type,
      company_id: String(companyId),
      project_id: projectId === null ? null : String(projectId),
      user_id: String(by.userId),
      resource_type: resource,
      resource_id: String(id),
    };
  }
  return {
    id: FIRST_REAL_ID + BigInt(number) * 7919n,
    ulid: text,
    timestamp,
    metadata: {
      source_user_id: by.userId,
      source_project_id: projectId,
      source_operation_id: null,
      source_company_id: companyId,
      source_application_id: by.clientId ?? null,
    },
    user_id: by.userId,
    company_id: companyId,
    project_id: projectId,
    api_version: version === SHORT_VERSION ? SHORT_VERSION : String(version),
    event_type: type,
    resource_name: resource,
    resource_id: id,
    ...(version === 'v3.0' && { related_resources: [] }),
  };
}

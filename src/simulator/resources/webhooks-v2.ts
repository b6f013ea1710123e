/**
 * Webhooks of v2.0, of a company and of a project: hooks, triggers, what can be subscribed to. Hooks and triggers are kept,
 * and what is delivered to a hook is in its log.
 */
import { v2Error } from '../answers.js';
import { payloadTooMany, recordUnknown } from '../assumed-answers.js';
import { type Context, companyOf, writeOf } from '../context.js';
import { homeOf } from '../data/company.js';
import {
  COMPANY_RESOURCES,
  EVENT_TYPES,
  HOOKS,
  type HookResource,
  hookV2,
  PAYLOAD_VERSIONS,
  PROJECT_RESOURCES,
  placeFields,
  SHORT_VERSION,
  triggersOf,
} from '../data/hooks.js';
import type { ProjectRows } from '../data/project-rows.js';
import { listed, type Row } from '../data/rows.js';
import { hook } from '../data/webhooks.js';
import { type Fields, isFields } from '../form.js';
import { type Answer, Refusal } from '../http.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { isDestination } from '../webhooks/destination.js';
import { list } from './operations.js';
import { deliveryList } from './webhook-deliveries.js';

/** Most triggers in one call: documented for v1.0. */
const MOST_TRIGGERS = 500;

type Level = 'company' | 'project';

/** The hooks of the company, or of the project. */
function hooksOf(context: Context): ProjectRows {
  return context.world.rows(HOOKS, placeOf(context));
}

function placeOf(context: Context) {
  return context.project ?? homeOf(companyOf(context));
}

/** The hooks that were made with v1.0, as v2.0 shows them. */
function oldHooksOf(context: Context): Row[] {
  if (context.project) return [];
  const company = companyOf(context);
  const {
    id,
    api_version: version,
    namespace,
    destination_url: url,
    destination_headers,
  } = hook(company, 'v2');
  const place = placeFields(company, undefined);
  return [
    {
      id,
      status: 'active',
      payload_version: version,
      namespace,
      destination_url: url,
      destination_headers,
      ...place,
    },
  ];
}

/** The hook in the path, as it may be read. @throws Refusal if there is none */
function seenHook(context: Context, name: 'hook_id' | 'id'): Row {
  const old = oldHooksOf(context).find((each) => String(each.id) === context.params[name]);
  return old ?? hookOf(context, name);
}

/** The hook in the path, as it may be written. @throws Refusal if there is none */
function hookOf(context: Context, name: 'hook_id' | 'id'): Row {
  const hook = hooksOf(context).find(context.params[name] ?? '');
  if (!hook) throw new Refusal(recordUnknown(context.call));
  return hook;
}

function triggersAt(context: Context, hook: Row): ProjectRows {
  return context.world.rows(triggersOf(hook), placeOf(context));
}

function shownHook(context: Context, hook: Row): Row {
  return hookV2(hook, triggersAt(context, hook).length);
}

function shownTrigger({ id, ...trigger }: Row): Row {
  return { id: String(id), ...trigger };
}

function invalid(source: string, message: string): Refusal {
  return new Refusal(v2Error(400, [{ reason_code: 'INVALID_PROPERTY', message, source }]));
}

/** The fields of a hook in a body, each checked. @throws Refusal */
function hookFields({ fields }: Context, isNew: boolean): Fields {
  const given: Fields = {};
  for (const [name, isRight, why] of HOOK_FIELDS) {
    const value = fields[name];
    if (value === undefined && !(isNew && why !== undefined && name !== 'status')) continue;
    if (!isRight(value)) throw invalid(name, `${name} ${why ?? 'must be an object'}`);
    given[name] = value;
  }
  return given;
}

const HOOK_FIELDS: ReadonlyArray<readonly [string, (value: unknown) => boolean, string?]> = [
  [
    'payload_version',
    (value) => value === SHORT_VERSION || (PAYLOAD_VERSIONS as readonly unknown[]).includes(value),
    `must be one of ${PAYLOAD_VERSIONS.join(', ')}`,
  ],
  [
    'namespace',
    (value) => typeof value === 'string' && /^[a-z0-9-]{1,100}$/.test(value),
    'must consist of small letters, digits and dashes',
  ],
  ['destination_url', isDestination, 'must be an https address'],
  ['status', (value) => value === 'active' || value === 'disabled', 'must be active or disabled'],
  ['destination_headers', isFields],
];

function createHook(context: Context): Answer {
  const fields = {
    status: 'active',
    destination_headers: {},
    ...hookFields(context, true),
    ...placeFields(companyOf(context), context.project),
  };
  const hook = hooksOf(context).add(fields, writeOf(context));
  return { status: 201, json: { data: shownHook(context, hook) } };
}

function changeHook(context: Context): Answer {
  const { id } = hookOf(context, 'id');
  const hook = hooksOf(context).change(String(id), hookFields(context, false), writeOf(context));
  return hook ? { status: 200, json: { data: shownHook(context, hook) } } : recordUnknown(context.call);
}

function removeHook(context: Context): Answer {
  const hook = hookOf(context, 'id');
  const triggers = triggersAt(context, hook);
  while (triggers.length > 0) triggers.remove(String(triggers.at(0).id), writeOf(context));
  hooksOf(context).remove(String(hook.id), writeOf(context));
  return { status: 204 };
}

/** The trigger that a body describes, or what is wrong with it. Names are compared without regard to case. */
function triggerFields(context: Context, hook: Row, given: unknown): Fields | { readonly wrong: string } {
  const { resource_name: name, event_type: type } = isFields(given) ? given : {};
  const resources = context.project ? PROJECT_RESOURCES : COMPANY_RESOURCES;
  const resource = resources.find((each) => each.name.toLowerCase() === String(name).toLowerCase());
  if (!resource) return { wrong: 'resource_name' };
  const event = EVENT_TYPES.find((each) => each === String(type).toLowerCase());
  if (!event || !resource.actions.includes(event)) return { wrong: 'event_type' };
  return {
    webhook_hook_id: String(hook.id),
    resource_name: resource.name,
    event_type: event,
    ...placeFields(companyOf(context), context.project),
  };
}

function createTrigger(context: Context): Answer {
  const hook = hookOf(context, 'hook_id');
  const fields = triggerFields(context, hook, context.fields);
  if ('wrong' in fields)
    throw invalid(String(fields.wrong), `${fields.wrong} is not one that can be subscribed to`);
  const trigger = triggersAt(context, hook).add(fields, writeOf(context));
  return { status: 201, json: { data: shownTrigger(trigger) } };
}

/** 201 if all were made, or 207 with those that were not and why. */
function createTriggers(context: Context): Answer {
  const hook = hookOf(context, 'hook_id');
  const given = manyIn(context);
  const results = given.map((each): Row | Fields => {
    const fields = triggerFields(context, hook, each);
    if ('wrong' in fields) {
      return { ...(isFields(each) ? each : {}), errors: { [String(fields.wrong)]: ['is invalid'] } };
    }
    return shownTrigger(triggersAt(context, hook).add(fields, writeOf(context)));
  });
  const areAll = results.every((each) => !('errors' in each));
  return { status: areAll ? 201 : 207, json: { data: results } };
}

function removeTriggers(context: Context): Answer {
  const triggers = triggersAt(context, hookOf(context, 'hook_id'));
  const ids = manyIn(context).map(String);
  const isGone = ids.map((id) => triggers.remove(id, writeOf(context)) !== undefined);
  const succeeded = ids.filter((_, index) => isGone[index]);
  const failed = ids.filter((_, index) => !isGone[index]);
  if (failed.length === 0) return { status: 200, json: { data: { succeeded } } };
  return { status: 207, json: { data: { succeeded, failed } } };
}

/** The list that is the body. @throws Refusal if it is none or too long */
function manyIn({ fields, call }: Context): readonly unknown[] {
  const { _json: list } = fields;
  if (!Array.isArray(list)) throw invalid('body', 'The body must be a list');
  if (list.length > MOST_TRIGGERS) throw new Refusal(payloadTooMany(call, MOST_TRIGGERS));
  return list;
}

function removeTrigger(context: Context): Answer {
  const triggers = triggersAt(context, hookOf(context, 'hook_id'));
  const isGone = triggers.remove(context.params.id ?? '', writeOf(context));
  return isGone ? { status: 204 } : recordUnknown(context.call);
}

/** A query parameter that is required. @throws Refusal */
function required({ call }: Context, name: string): string {
  const value = call.query.get(name);
  if (!value) {
    throw new Refusal(
      v2Error(400, [{ reason_code: 'MISSING_PROPERTY', message: `${name} is required`, source: name }]),
    );
  }
  return value;
}

/** Those of the namespace; a company's list cannot do without one. */
function listedHooks(context: Context) {
  const namespace = context.project ? context.call.query.get('namespace') : required(context, 'namespace');
  const version = context.call.query.get('payload_version');
  const hooks = hooksOf(context);
  const all = Array.from({ length: hooks.length }, (_, index) => hooks.at(index));
  return listed(
    [...oldHooksOf(context), ...all].filter(
      (hook) =>
        (namespace === null || hook.namespace === namespace) &&
        (version === null || hook.payload_version === version),
    ),
  );
}

function listedResources(context: Context) {
  const version = required(context, 'payload_version');
  if (!(PAYLOAD_VERSIONS as readonly string[]).includes(version)) {
    throw invalid('payload_version', `payload_version must be one of ${PAYLOAD_VERSIONS.join(', ')}`);
  }
  const resources: readonly HookResource[] = context.project ? PROJECT_RESOURCES : COMPANY_RESOURCES;
  return listed(resources.map((each) => ({ ...each, payload_version: version }) as unknown as Row));
}

function routesOf(level: Level): Route[] {
  const owner =
    level === 'project'
      ? '/rest/v2.0/companies/{company_id}/projects/{project_id}'
      : '/rest/v2.0/companies/{company_id}';
  const hooks = `${owner}/webhooks/hooks`;
  const triggers = `${hooks}/{hook_id}/triggers`;
  const common = { scope: level, tool: TOOLS.webhooks };
  const triggerList = (context: Context) => triggersAt(context, seenHook(context, 'hook_id'));
  const withCount = (context: Context) =>
    context.call.query.get('include_trigger_count') === 'true'
      ? (hook: Row) => shownHook(context, hook)
      : (hook: Row) => hookV2(hook, undefined);
  return [
    list(hooks, { ...common, rows: listedHooks }, { shape: withCount }),
    { ...common, method: 'POST', path: hooks, handle: createHook },
    {
      ...common,
      method: 'GET',
      path: `${hooks}/{id}`,
      handle: (context) => ({ status: 200, json: { data: shownHook(context, seenHook(context, 'id')) } }),
    },
    { ...common, method: 'PATCH', path: `${hooks}/{id}`, handle: changeHook },
    { ...common, method: 'DELETE', path: `${hooks}/{id}`, handle: removeHook },
    list(triggers, { ...common, rows: triggerList }, { shape: () => shownTrigger }),
    { ...common, method: 'POST', path: triggers, handle: createTrigger },
    { ...common, method: 'DELETE', path: `${triggers}/{id}`, handle: removeTrigger },
    { ...common, method: 'POST', path: `${triggers}/bulk`, handle: createTriggers },
    { ...common, method: 'DELETE', path: `${triggers}/bulk`, handle: removeTriggers },
    deliveryList(`${hooks}/{hook_id}/deliveries`, common, (context) => seenHook(context, 'hook_id')),
    list(`${owner}/webhooks/resources`, { ...common, rows: listedResources }),
  ];
}

export const WEBHOOK_V2_ROUTES: readonly Route[] = (['company', 'project'] as const).flatMap(routesOf);

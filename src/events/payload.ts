import { z } from 'zod';
import { parseJson } from '../transport/json.js';
import { actionOf, instantOf, type NewEvent } from './event.js';

/** Most levels of nesting in a payload; Procore's have two. Writing JSON and copying messages work by recursion. */
const DEEPEST = 50;

/** Most characters of an id, and of a name. */
const LONGEST_ID = 100;
const LONGEST_NAME = 200;

/** The body of a delivery is not one of Procore's payloads. The message names what is wrong, and no value. */
export class MalformedPayload extends Error {}

/** An id as text. Long integers have become texts when the JSON was read. */
const id = z.union([z.string().min(1).max(LONGEST_ID), z.int()]).transform(String);
const name = z.string().min(1).max(LONGEST_NAME);
const time = z
  .string()
  .max(LONGEST_ID)
  .refine((text) => Number.isFinite(instantOf(text)), 'is no time');

const shared = {
  timestamp: time,
  company_id: id,
  project_id: id.nullish(),
  user_id: id.nullish(),
  resource_id: id,
};

/** Payload v4.0: all ids are texts. `reason` may be another word than the three actions. */
const fourth = z.object({ ...shared, id, reason: name, resource_type: name });

/** Payloads v2 and v3, which differ in `related_resources` only. */
const second = z.object({
  ...shared,
  id,
  ulid: id.nullish(),
  event_type: name,
  resource_name: name,
});

const payload = z.union([fourth, second]);

/**
 * Reads the body of a delivery, in any version of Procore's payloads.
 * Source: Procore's developer documentation, "Webhooks: payload formats" (v2.0, v3.0, v4.0).
 * @throws MalformedPayload
 */
export function readPayload(body: Buffer): NewEvent {
  if (!isShallow(body)) throw new MalformedPayload('It is nested too deeply.');
  let raw: unknown;
  try {
    raw = parseJson(body);
  } catch {
    throw new MalformedPayload('It is not JSON.');
  }
  const { data, error } = payload.safeParse(raw);
  if (!data) throw new MalformedPayload(`It is no event: ${error.issues[0]?.message ?? 'unknown form'}.`);
  const { timestamp, company_id, project_id, user_id, resource_id } = data;
  const isFourth = 'resource_type' in data;
  return {
    eventId: isFourth ? data.id : (data.ulid ?? data.id),
    resource: isFourth ? data.resource_type : data.resource_name,
    // Any other reason, such as `Completed`, means that it changed.
    action: actionOf(isFourth ? data.reason : data.event_type) ?? 'update',
    resourceId: resource_id,
    companyId: company_id,
    ...(project_id != null && { projectId: project_id }),
    ...(user_id != null && { userId: user_id }),
    at: timestamp,
    source: 'delivery',
    raw,
  };
}

/** The client id of the app that made the change; undefined if the payload does not say it. */
export function sourceApplicationOf({ raw }: Pick<NewEvent, 'raw'>): string | undefined {
  const { metadata } = Object(raw) as { readonly metadata?: unknown };
  const { source_application_id: source } = Object(metadata) as { readonly source_application_id?: unknown };
  return typeof source === 'string' ? source : undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Counts brackets outside texts, before anything is parsed. */
function isShallow(body: Buffer): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (isText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > DEEPEST) return false;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return true;
}

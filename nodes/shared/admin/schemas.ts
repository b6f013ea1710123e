/** What the editor may send. It is checked here, whoever sent it. */
import { z } from 'zod';
import { isOperationPath } from '../../../src/catalogue/operation.js';
import { PAYLOAD_VERSIONS } from '../../../src/events/hooks/wish.js';
import { METHODS } from '../../../src/plan.js';
import { SCOPES } from '../../../src/scope/piece.js';
import { LIST_FORMS } from '../../../src/table/column.js';
import { fields } from '../../procore-config/fields.js';
import { MOST_NAMESPACES, NAMESPACE } from '../../procore-event/fields.js';
import { FORM, isWithin } from './bounds.js';
import { draftSchema, text } from './draft-schema.js';

/** A connection as its dialog shows it, deployed or not. An unchanged credential is left out. */
const connection = draftSchema(fields);

export type ConnectionDraft = z.infer<typeof connection>;

const companyId = z.string().regex(/^[1-9]\d{0,18}$/);
const scalar = z.union([text, z.number(), z.boolean()]);

/** Most name-value pairs in a form. */
const MOST_NAMES = 500;
const few = (record: object) => Object.keys(record).length <= MOST_NAMES;
const inForm = z.unknown().refine((value) => isWithin(value, FORM));

export const connectionOnly = z.object({ connection });
export const ofCompany = z.object({ connection, companyId });

const id = z.string().max(100);
const attempt = z.string().max(100);

/** Without an address, Procore shows a code for the user to type in. */
export const signIn = z.object({ connection, redirectUri: text.optional() });
export const typedCode = z.object({ id, attempt, code: z.string().trim().min(1).max(2_000) });
export const signInStatus = z.object({ connection, attempt: attempt.optional() });
export const perhapsCompany = z.object({ connection, companyId: companyId.optional() });

/** What a node's fields say about the scope of its messages. */
export const scopeOfCall = z.object({
  connection,
  companyId: companyId.optional(),
  /** Absent for a node that watches projects and makes no call. */
  path: text.optional(),
  scope: z.enum(SCOPES).exclude(['call']),
  filter: inForm.optional(),
});

/** A list of records to pick from. Only a read below /rest/ comes of it. */
export const ofList = z.object({
  connection,
  companyId: companyId.optional(),
  path: text.refine(isOperationPath),
  placeholders: z.record(z.string().max(100), scalar.transform(String)).refine(few),
  query: z.record(z.string().max(200), scalar).refine(few),
});

/** The rows whose columns a table's dialog shows. */
export const tableColumns = z.object({
  operation: text,
  rows: z
    .array(z.unknown())
    .max(50)
    .refine((rows) => isWithin(rows, FORM)),
  columns: text,
  lists: z.enum(LIST_FORMS),
});

/** A call as the request node's form describes it. The plan's own check decides what is allowed. */
export const tryCall = z.object({
  connection,
  plan: z.object({
    method: z.enum(METHODS),
    path: text,
    companyId: companyId.optional(),
    placeholders: z.record(z.string().max(100), scalar.transform(String)).refine(few).optional(),
    query: z.record(z.string().max(200), inForm).refine(few).optional(),
    parameters: z
      .array(z.tuple([z.string().max(200), inForm]))
      .max(MOST_NAMES)
      .optional(),
    headers: z.record(z.string().max(200), scalar.transform(String)).refine(few).optional(),
    body: inForm.optional(),
  }),
});

/** Where deliveries come in: the address without the node, and the node. */
const eventDoor = {
  events: text.refine((url) => /^https?:\/\//.test(url) && URL.canParse(url)),
  node: z.string().regex(/^[\w.-]{1,100}$/),
  /** Whether the connection has a separate port for deliveries. */
  hasPort: z.boolean(),
};

export const eventNode = z.object({ node: eventDoor.node });

/** Events that are wanted again. `msg.replay` has the same form, and its own check. */
export const eventReplay = z.object({ node: eventDoor.node, replay: inForm });

export const eventAddress = z.object({ connection, ...eventDoor });

const eventScope = {
  connection,
  scope: z.enum(SCOPES).exclude(['call']),
  companyId: companyId.optional(),
  filter: inForm.optional(),
  payloadVersion: z.enum(PAYLOAD_VERSIONS),
};

export const eventResources = z.object(eventScope);

const namespace = z.string().regex(NAMESPACE);

/** What a node of events would have at Procore. */
export const eventPlan = z.object({
  ...eventScope,
  ...eventDoor,
  resources: z
    .array(
      z.object({ name: z.string().min(1).max(200), actions: z.array(z.string().max(20)).max(10).optional() }),
    )
    .max(MOST_NAMES),
  /** Of older webhooks that are to be listed. */
  oldNamespaces: z.array(namespace).max(MOST_NAMESPACES).optional(),
});

/** Older webhooks that somebody has ticked, to be deleted. */
export const eventOldHooks = z.object({
  connection,
  events: eventDoor.events,
  node: eventDoor.node,
  hooks: z
    .array(z.object({ id: companyId, namespace, companyId, projectId: companyId.optional() }))
    .min(1)
    .max(50),
});

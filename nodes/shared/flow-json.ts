import type { NodeDef } from 'node-red';
import type { fields as accessFields } from '../procore-access/fields.js';
import type { fields as changesFields } from '../procore-changes/fields.js';
import type { fields as connectionFields } from '../procore-config/fields.js';
import type { fields as eventFields } from '../procore-event/fields.js';
import type { fields as projectsFields } from '../procore-projects/fields.js';
import type { fields as requestFields } from '../procore-request/fields.js';
import type { fields as tableFields } from '../procore-table/fields.js';
import type { fields as tokenFields } from '../procore-token/fields.js';
import type { actionFields } from './fields/action-fields.js';
import type { CredentialsOf, StoredOf } from './fields/field.js';

/**
 * The properties that flows store, derived from the tables of fields. They are a public API: a property is renamed only
 * with a migration.
 */
export type ConnectionDef = NodeDef & StoredOf<typeof connectionFields>;
export type ConnectionCredentials = CredentialsOf<typeof connectionFields>;

/** For a node whose cursor waits for the flow: its field `confirm` says so, not `tick`. */
export type ActionDef = NodeDef &
  Omit<StoredOf<typeof actionFields>, 'tick'> &
  Partial<Pick<StoredOf<typeof actionFields>, 'tick'>>;
export type Delivery = ActionDef['delivery'];

export type TokenDef = NodeDef & StoredOf<typeof tokenFields>;
export type TableDef = NodeDef & StoredOf<typeof tableFields>;
export type ProjectsDef = NodeDef & StoredOf<typeof projectsFields>;
export type AccessDef = NodeDef & StoredOf<typeof accessFields>;
export type EventDef = NodeDef & StoredOf<typeof eventFields>;
export type ChangesDef = NodeDef & StoredOf<typeof changesFields>;
export type RequestDef = NodeDef & StoredOf<typeof requestFields>;

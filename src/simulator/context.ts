/** One call that passed all checks, with what it is about. */

import type { Account, Accounts } from './accounts.js';
import { parameterMissing } from './assumed-answers.js';
import type { Write } from './data/changes.js';
import type { Company, Project } from './data/company.js';
import type { Row } from './data/rows.js';
import type { World } from './data/world.js';
import { type Fields, isFields } from './form.js';
import { type Call, Refusal } from './http.js';
import type { Settings } from './options.js';
import type { Selections } from './resources/selection.js';
import type { Deliveries } from './webhooks/deliveries.js';

export interface Context {
  readonly call: Call;
  /** The owner of the token. */
  readonly account: Account;
  readonly accounts: Accounts;
  readonly world: World;
  readonly settings: Settings;
  readonly selections: Selections;
  readonly deliveries: Deliveries;
  /** The address of a file of a record, by the record's id and the file's name. */
  fileAddress(id: number, name: string): string;
  /** What the catalogue declares for the route of the call. Undefined: it does not have the operation. */
  declared(): Promise<Declared | undefined>;
  readonly params: Readonly<Record<string, string>>;
  /** The body's fields; empty if there is no body. */
  readonly fields: Fields;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly company: Company | undefined;
  readonly project: Project | undefined;
}

/** What the catalogue declares for an operation that is answered by hand: the same code answers all others. */
export interface Declared {
  /**
   * The filters as a test for records.
   * @param known names of filters that are known by hand
   */
  tests(known: readonly string[]): (row: Row) => boolean;
  /**
   * The fields that the body has of a record, without their wrapper and with all custom fields together.
   * @param body those of one record, where the body has several @default the body of the call
   * @throws Refusal if they name somebody who is not there
   */
  given(body?: Fields): Fields;
  /**
   * An answer with what its shape has beside it.
   * @param row the record that the answer shows
   */
  whole(answer: Fields, row: Row): Fields;
}

/** An answer in its declared form, as far as the catalogue has the operation. */
export async function declaredAnswer(context: Context, answer: unknown, row: Row): Promise<unknown> {
  return isFields(answer) ? ((await context.declared())?.whole(answer, row) ?? answer) : answer;
}

/** The company of a call on a route with a company's or a project's scope. */
export function companyOf({ company, call }: Context): Company {
  if (!company) throw new Refusal(parameterMissing(call, 'company_id'));
  return company;
}

/** The project of a call on a route with a project's scope. */
export function projectOf({ project, call }: Context): Project {
  if (!project) throw new Refusal(parameterMissing(call, 'project_id'));
  return project;
}

/** When the caller writes, and who the caller is. */
export function writeOf({ now, account: { id, clientId } }: Context): Write {
  return { now, by: { userId: id, clientId } };
}

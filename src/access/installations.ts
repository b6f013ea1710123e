import { listInstallations } from '../operations.js';
import type { Named } from './access-row.js';
import type { AccountView } from './account-view.js';
import { idOf, rowOf, textOf } from './foreign.js';

/** A company in which the app is installed, and what Procore says about the installation. */
export interface Installation {
  readonly company_id: string;
  readonly company: string;
  readonly installation_id: string | null;
  readonly app_uid: string | null;
  readonly status: string | null;
  readonly version: string | null;
  /** Whether an operation on it is in progress, such as an update. */
  readonly pending: boolean | null;
  /** Whether this account can see the details; if not, all of them are null. */
  readonly details: boolean;
}

/**
 * The companies in which the app is installed. Yields the rows of one company at a time, with one request per company.
 */
export async function* installations(
  view: AccountView,
  only: string | undefined,
): AsyncGenerator<Installation[], void, undefined> {
  for (const company of await view.companies()) {
    if (only !== undefined && company.id !== only) continue;
    const rows = await view.rows(company, listInstallations(company.id));
    // An account may see other apps of the company too, or none. Without a row for this app there are no details.
    if (rows === 'unread') yield [{ ...bare(company, false), status: 'unknown' }];
    else if (rows === 'refused' || rows.length === 0) yield [bare(company, rows !== 'refused')];
    else yield rows.map((each) => detailed(company, each));
  }
}

function detailed(company: Named, row: unknown): Installation {
  const { id, app_uid: app, status, semantic_version: version, pending_operation_id: pending } = rowOf(row);
  return {
    ...bare(company, true),
    installation_id: idOf(id) ?? null,
    app_uid: textOf(app) || null,
    status: textOf(status) || null,
    version: textOf(version) || null,
    pending: (pending ?? null) !== null,
  };
}

function bare({ id, name }: Named, details: boolean): Installation {
  const nothing = { installation_id: null, app_uid: null, status: null, version: null, pending: null };
  return { company_id: id, company: name, ...nothing, details };
}

import type { RunOptions } from '../call/run-options.js';
import { type ToolLevel, toolLevels } from '../catalogue/levels.js';
import type { Client } from '../client.js';
import { type ErrorCode, ProcoreError } from '../errors.js';
import { listCompanies, listProjects, searchUsers, showMe, showPermissions } from '../operations.js';
import type { PlanInput } from '../plan.js';
import type { Access, Named } from './access-row.js';
import { idOf, namedRows, rowOf, textOf } from './foreign.js';
import { allRows } from './rows.js';

/** A company or project for which something could not be read, and why. */
export interface Unread {
  readonly company_id: string;
  readonly company: string;
  /** Null if it concerns the whole company. */
  readonly project_id: string | null;
  readonly project: string | null;
  readonly cause: string;
}

/** Errors of a single call, not of the account or the run: the next call may succeed. */
const OF_ONE_CALL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PROCORE_BAD_RESPONSE',
  'PROCORE_CONFLICT',
  'PROCORE_INVALID',
  'PROCORE_NETWORK',
  'PROCORE_TIMEOUT',
  'PROCORE_TOO_LARGE',
  'PROCORE_UNAVAILABLE',
]);

/**
 * What one connection can see in Procore. Here a refusal is an answer, not a failure. If one call among many fails, its
 * answer is unknown, the failure is noted in {@link unread}, and the rest is still read. Errors that concern the
 * account or stop the run are thrown, and so is every error of the list of companies. Its requests have lower priority
 * than those of flows, unless somebody waits for them.
 */
export class AccountView {
  readonly unread: Unread[] = [];
  readonly #run: RunOptions;
  #me: Promise<Me | 'refused' | 'unread'> | undefined;

  /** @param only the only company to look at: Procore may require a company even for the list of companies */
  constructor(
    private readonly client: Client,
    run: RunOptions,
    private readonly only?: string,
  ) {
    this.#run = { lane: 'bulk', ...run, probing: true };
  }

  /** The companies in which the app is installed. */
  async companies(): Promise<Named[]> {
    return namedRows(await allRows(this.client, listCompanies(this.only), this.#run));
  }

  /** The projects of a company, inactive ones too. */
  projects(company: Named): Promise<Named[] | 'refused' | 'unread'> {
    return this.#seen({ company }, async () =>
      namedRows(await allRows(this.client, listProjects(company.id, 'all', 'compact'), this.#run)),
    );
  }

  /** The levels on all tools of a company or a project; undefined if they could not be read. */
  async levels(company: Named, project?: Named): Promise<ToolLevel[] | undefined> {
    const found = await this.#seen({ company, project }, async () =>
      toolLevels(await this.#body(showPermissions(company.id, project?.id))),
    );
    return typeof found === 'string' ? undefined : found;
  }

  /** Rows of any list of a company. */
  rows(company: Named, plan: PlanInput): Promise<unknown[] | 'refused' | 'unread'> {
    return this.#seen({ company }, () => allRows(this.client, plan, this.#run));
  }

  /** The state of the account's own user in a company's directory. Nobody should change that user. */
  async user(company: Named): Promise<Access> {
    this.#me ??= this.#seen({ company }, async () => meOf(await this.#body(showMe(company.id))));
    const me = await this.#me;
    if (typeof me === 'string') return 'unknown';
    const texts = [me.login, me.name].filter((text) => text !== '');
    if (texts.length === 0) return 'unknown';
    for (const text of texts) {
      const found = await this.rows(company, searchUsers(company.id, text));
      if (typeof found === 'string') return 'unknown';
      const own = found.map(userOf).find((user) => isOwn(user, me));
      if (own) return stateOf(own);
    }
    return 'missing';
  }

  /** The result of `work`; `refused` if it may not be seen or does not exist. */
  async #seen<T>(
    { company, project }: { readonly company: Named; readonly project?: Named | undefined },
    work: () => Promise<T>,
  ): Promise<T | 'refused' | 'unread'> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof ProcoreError) || this.#run.signal?.aborted) throw thrown;
      if (thrown.status === 403 || thrown.status === 404) return 'refused';
      if (!OF_ONE_CALL.has(thrown.code)) throw thrown;
      this.unread.push({
        company_id: company.id,
        company: company.name,
        project_id: project?.id ?? null,
        project: project?.name ?? null,
        cause: thrown.cause,
      });
      return 'unread';
    }
  }

  async #body(plan: PlanInput): Promise<unknown> {
    for await (const { body } of this.client.pages(plan, this.#run)) return body;
    return undefined;
  }
}

/** The name of a service account's user: the app's name in lower case with dashes, then an id of eight characters. */
const ACCOUNT_NAME = /^[a-z0-9]+(-[a-z0-9]+)*-[a-z0-9]{8}$/;

/** The account itself, as `/me` describes it. */
interface Me {
  readonly id: string | undefined;
  readonly login: string;
  readonly name: string;
}

interface User {
  readonly id: string | undefined;
  readonly mail: string;
  readonly name: string;
  readonly isActive: boolean;
}

function meOf(body: unknown): Me {
  const { id, login, name } = rowOf(body);
  return { id: idOf(id), login: textOf(login), name: textOf(name) };
}

function userOf(row: unknown): User {
  const { id, email_address: mail, name, is_active: active } = rowOf(row);
  return { id: idOf(id), mail: textOf(mail), name: textOf(name), isActive: active !== false };
}

function isOwn({ id, mail, name }: User, me: Me): boolean {
  const isSameId = id !== undefined && id === me.id;
  return isSameId || (mail !== '' && mail === me.login) || (name !== '' && name === me.name);
}

function stateOf({ name, isActive }: User): Access {
  if (!isActive) return 'deactivated';
  return ACCOUNT_NAME.test(name) ? 'untouched' : 'edited';
}

import type { RunOptions } from '../call.js';
import { type ToolLevel, toolLevels } from '../catalogue/levels.js';
import type { Client } from '../client.js';
import { ProcoreError } from '../errors.js';
import { listCompanies, listProjects, searchUsers, showMe, showPermissions } from '../operations.js';
import type { PlanInput } from '../plan.js';
import type { Access, Named } from './access-row.js';
import { idOf, namedRows, rowOf, textOf } from './foreign.js';
import { allRows } from './rows.js';

/**
 * What one connection sees of Procore. A refusal is an answer here, `undefined`, and no failure; all else that goes wrong is
 * thrown. Its requests stand behind those of flows, unless somebody waits for them.
 */
export class Sight {
  readonly #run: RunOptions;
  #me: Promise<Me | undefined> | undefined;

  /** @param only the company to look at, where it is one: Procore may want one named even for the list of companies */
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
  projects(company: Named): Promise<Named[] | undefined> {
    return unlessRefused(async () =>
      namedRows(await allRows(this.client, listProjects(company.id, 'all', 'compact'), this.#run)),
    );
  }

  /** The levels on all tools of a company, or of a project. */
  levels(company: Named, project?: Named): Promise<ToolLevel[] | undefined> {
    return unlessRefused(async () => toolLevels(await this.#body(showPermissions(company.id, project?.id))));
  }

  /** Rows of any list. */
  rows<T>(plan: PlanInput): Promise<T[] | undefined> {
    return unlessRefused(() => allRows<T>(this.client, plan, this.#run));
  }

  /** What became of the account's own user in a company's directory, which nobody is meant to touch. */
  async user(company: Named): Promise<Access> {
    this.#me ??= unlessRefused(async () => meOf(await this.#body(showMe(company.id))));
    const me = await this.#me;
    if (!me) return 'unknown';
    const texts = [me.login, me.name].filter((text) => text !== '');
    if (texts.length === 0) return 'unknown';
    for (const text of texts) {
      const found = await this.rows(searchUsers(company.id, text));
      if (!found) return 'unknown';
      const own = found.map(userOf).find((user) => isOwn(user, me));
      if (own) return stateOf(own);
    }
    return 'missing';
  }

  async #body(plan: PlanInput): Promise<unknown> {
    for await (const { body } of this.client.pages(plan, this.#run)) return body;
    return undefined;
  }
}

/** The name of an account's user: the app's in lower case with dashes, and an id of eight characters. */
const ACCOUNT_NAME = /^[a-z0-9]+(-[a-z0-9]+)*-[a-z0-9]{8}$/;

/** The account itself, as `/me` tells. */
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

/** Undefined where Procore refused: it may not be seen, or is not there. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    const refused = thrown instanceof ProcoreError && (thrown.status === 403 || thrown.status === 404);
    if (refused) return undefined;
    throw thrown;
  }
}

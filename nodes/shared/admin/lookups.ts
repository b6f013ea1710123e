import type { NodeAPI } from 'node-red';
import { environmentsOf } from '../../../src/access/environments.js';
import { allRows } from '../../../src/access/rows.js';
import { configError } from '../../../src/errors.js';
import {
  type Client,
  type Environment,
  listCompanies,
  listProjects,
  systemRuntime,
} from '../../../src/index.js';
import { connectionSettings, presets } from '../connection-settings.js';
import { draftNode } from './draft.js';
import type { ConnectionDraft } from './schemas.js';

/** A company or project as a picker shows it. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly number?: string;
  readonly stage?: string;
  readonly active?: boolean;
}

const INTERACTIVE = { lane: 'interactive' } as const;

interface CompanyRow {
  readonly id: number | string;
  readonly name?: string;
  readonly is_active?: boolean;
}

interface ProjectRow {
  readonly id: number | string;
  readonly name?: string;
  readonly project_number?: string | null;
  readonly active?: boolean;
  readonly project_stage?: { readonly name?: string } | null;
}

/** The companies in which the app is installed. */
export async function companyChoices(client: Client): Promise<Choice[]> {
  const rows = await allRows<CompanyRow>(client, listCompanies(undefined), INTERACTIVE);
  return rows.map(({ id, name = '', is_active: active }) => ({
    ...{ id: String(id), name },
    ...(active !== undefined && { active }),
  }));
}

/** The permitted projects of a company, inactive ones too. */
export async function projectChoices(client: Client, companyId: string): Promise<Choice[]> {
  const rows = await allRows<ProjectRow>(client, listProjects(companyId, 'all', 'normal'), INTERACTIVE);
  return rows.map(({ id, name = '', project_number: number, project_stage: stage, active }) => ({
    ...{ id: String(id), name },
    ...(number && { number }),
    ...(stage?.name && { stage: stage.name }),
    ...(active !== undefined && { active }),
  }));
}

/**
 * Which of Procore's environments take the key of a draft. Only the hosts of the presets are asked, so a draft with
 * hosts of its own is turned down.
 */
export async function environmentsTaking(RED: NodeAPI, draft: ConnectionDraft): Promise<Environment[]> {
  const hosts = presets(RED);
  if (!hosts[draft.environment]) {
    throw configError('Only the keys of Procore’s own environments can be tried.', 'Choose one of them.');
  }
  const { node, def } = draftNode(RED, draft);
  return environmentsOf(connectionSettings(RED, node, def, undefined), hosts, systemRuntime());
}

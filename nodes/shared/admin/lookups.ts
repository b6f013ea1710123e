import type { NodeAPI } from 'node-red';
import { environmentsOf, type KeySearch } from '../../../src/access/environments.js';
import { idOf, rowOf, textOf } from '../../../src/access/foreign.js';
import { allRows } from '../../../src/access/rows.js';
import { configError } from '../../../src/errors.js';
import { type Client, listCompanies, listProjects, systemRuntime } from '../../../src/index.js';
import { connectionSettings, presets } from '../connection/settings.js';
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

/** The companies in which the app is installed. */
export async function companyChoices(client: Client): Promise<Choice[]> {
  const rows = await allRows(client, listCompanies(undefined), INTERACTIVE);
  return rows.flatMap((row) => {
    const { id, name, is_active: active } = rowOf(row);
    return choice(id, name, { active });
  });
}

/** The permitted projects of a company, inactive ones too. */
export async function projectChoices(client: Client, companyId: string): Promise<Choice[]> {
  const rows = await allRows(client, listProjects(companyId, 'all', 'normal'), INTERACTIVE);
  return rows.flatMap((row) => {
    const { id, name, project_number: number, project_stage: stage, active } = rowOf(row);
    return choice(id, name, { number, stage: rowOf(stage).name, active });
  });
}

/** Makes one choice from unchecked values. A value of the wrong type is left out; without an id there is no choice. */
function choice(
  id: unknown,
  name: unknown,
  { number, stage, active }: { number?: unknown; stage?: unknown; active?: unknown },
): Choice[] {
  const known = idOf(id);
  if (known === undefined) return [];
  return [
    {
      id: known,
      name: textOf(name),
      ...(textOf(number) && { number: textOf(number) }),
      ...(textOf(stage) && { stage: textOf(stage) }),
      ...(typeof active === 'boolean' && { active }),
    },
  ];
}

/**
 * Which of Procore's environments accept the key of a draft. Only the hosts of the presets are asked, so a draft with
 * its own hosts is refused.
 */
export async function environmentsTaking(RED: NodeAPI, draft: ConnectionDraft): Promise<KeySearch> {
  const hosts = presets(RED);
  if (!hosts[draft.environment]) {
    throw configError('Only the keys of Procore’s own environments can be tried.', 'Choose one of them.');
  }
  const { node, def } = draftNode(RED, draft);
  return environmentsOf(connectionSettings(RED, node, def, undefined), hosts, systemRuntime());
}

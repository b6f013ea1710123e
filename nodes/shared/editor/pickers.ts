import { ask } from './ask';
import { type Choice, openChoices } from './choices';
import type { ConnectionDraft } from './connection-draft';

type Text = (key: string, values?: Record<string, string>) => string;

/**
 * Lets a person pick one of the companies in which the app of a connection is installed.
 * @param search what to search for at first
 */
export function pickCompany(
  target: JQuery,
  text: Text,
  draft: () => ConnectionDraft | undefined,
  pick: (choice: Choice) => void,
  search = '',
): void {
  openChoices(target, {
    search,
    label: text('procore.field.company'),
    recent: 'companies',
    text,
    pick,
    load: async () => {
      const connection = chosen(draft(), text);
      return (await ask<{ companies: Choice[] }>('companies', { connection })).companies;
    },
  });
}

/**
 * Lets a person pick one of the permitted projects of a company.
 * @param companyId if it is empty, the connection's default company
 */
export function pickProject(
  target: JQuery,
  text: Text,
  draft: () => ConnectionDraft | undefined,
  companyId: () => string,
  pick: (choice: Choice) => void,
): void {
  openChoices(target, {
    label: text('procore.field.project'),
    recent: 'projects',
    text,
    pick,
    load: async () => {
      const connection = chosen(draft(), text);
      const company = companyId() || String(connection.companyId ?? '');
      if (!/^[1-9]\d*$/.test(company)) throw new Error(text('procore.picker.companyFirst'));
      return (await ask<{ projects: Choice[] }>('projects', { connection, companyId: company })).projects;
    },
  });
}

function chosen(draft: ConnectionDraft | undefined, text: Text): ConnectionDraft {
  if (draft) return draft;
  throw new Error(text('procore.picker.connectionFirst'));
}

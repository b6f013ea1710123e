import type { RecordSource } from '../../../src/catalogue/record-source';
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
      return { choices: (await ask<{ companies: Choice[] }>('companies', { connection })).companies };
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
      const company = companyOf(connection, companyId(), text);
      const { projects } = await ask<{ projects: Choice[] }>('projects', { connection, companyId: company });
      return { choices: projects };
    },
  });
}

export interface RecordPicking {
  /** What is picked: the field's label. */
  readonly label: string;
  readonly source: RecordSource;
  /** The company of the dialog; if it is empty, the connection's default company. */
  companyId(): string;
  /** The value of a field that the list needs. @throws Error that says what to do if it has none */
  read(field: string): string;
  pick(choice: Choice): void;
  /** For several records: which are picked. */
  isChosen?(id: string): boolean;
  /** Called with the records as they are now. */
  loaded(choices: readonly Choice[]): void;
}

/** Lets a person pick records of a list by their names. */
export function pickRecords(
  target: JQuery,
  text: Text,
  draft: () => ConnectionDraft | undefined,
  picking: RecordPicking,
): void {
  const { label, source, pick, isChosen } = picking;
  openChoices(target, {
    label,
    recent: `records-${source.path}`,
    takesIds: true,
    text,
    pick,
    ...(isChosen && { isChosen }),
    load: async (words) => {
      const connection = chosen(draft(), text);
      const companyId = companyOf(connection, picking.companyId(), text);
      const read = (field: string) => (field === 'company_id' ? companyId : picking.read(field));
      const list = { connection, companyId, ...listOf(source, read, words) };
      const { records, more } = await ask<{ records: Choice[]; more: boolean }>('records', list);
      picking.loaded(records);
      return { choices: records, more: more ? (source.search ? 'search' : 'end') : undefined };
    },
  });
}

/** The request for a source's list: values go to its placeholders, all others to the query. */
function listOf({ path, needs, search }: RecordSource, read: (field: string) => string, words: string) {
  const values = Object.entries(needs).map(([name, field]) => [name, read(field)] as const);
  const isInPath = (name: string) => path.includes(`{${name}}`);
  return {
    path,
    placeholders: Object.fromEntries(values.filter(([name]) => isInPath(name))),
    query: Object.fromEntries([
      ...values.filter(([name]) => !isInPath(name)),
      ...(search && words !== '' ? [[search, words]] : []),
    ]),
  };
}

function companyOf(connection: ConnectionDraft, own: string, text: Text): string {
  const company = own || String(connection.companyId ?? '');
  if (/^[1-9]\d*$/.test(company)) return company;
  throw new Error(text('procore.picker.companyFirst'));
}

function chosen(draft: ConnectionDraft | undefined, text: Text): ConnectionDraft {
  if (draft) return draft;
  throw new Error(text('procore.picker.connectionFirst'));
}

import type { Text } from '../elements';

/** What the fields of a form need from the dialog. */
export interface FieldContext {
  text: Text;
  /** Opens a list of companies or projects next to an element. */
  pick(kind: 'company' | 'project', target: JQuery, picked: (id: string) => void): void;
  /** The name of a company or project that was picked in this session. */
  nameOf(id: string): string | undefined;
}

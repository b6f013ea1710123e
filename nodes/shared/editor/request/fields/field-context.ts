import type { Calendar } from '../../../../../src/catalogue/calendar';
import type { Field } from '../../../../../src/catalogue/form';
import type { Choice } from '../../choices';
import type { Text } from '../../elements';

/** What becomes of picked records. */
export interface Picking {
  picked(choice: Choice): void;
  /** For several records: which are picked. */
  isChosen?(id: string): boolean;
  /** Called when names that were known are corrected. */
  renamed?(): void;
}

/** What the fields of a form need from the dialog. */
export interface FieldContext {
  text: Text;
  /** The clock, and the time zone in which Node-RED runs the flow. */
  calendar: Calendar;
  /** Opens a list of companies, projects or a field's records next to an element. */
  pick(field: Field, target: JQuery, picking: Picking): void;
  /** The name of a record that was picked for a field, in this dialog or before. */
  nameOf(field: Field, id: string): string | undefined;
}

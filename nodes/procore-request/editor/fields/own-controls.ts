import { readRange, writeRange } from '../../../../src/catalogue/ranges';
import { type FieldValue, isList, isRange } from '../../../../src/catalogue/values';
import { element, type Text } from '../elements';

/** A control for values of one kind, beside the typed input that offers all other ways to give one. */
export interface OwnControl {
  readonly element: HTMLElement;
  /** What the first type of the typed input is called. */
  readonly label: string;
  /** Shows a value. False where it cannot: then it is shown as what it is. */
  write(value: FieldValue | undefined): boolean;
  /** Undefined while it is empty. */
  read(): FieldValue | undefined;
}

type Moment = 'date' | 'time' | 'datetime-local';

/** A yes or no that may also stay unsaid: nothing is sent then. @param unsaid the text for that */
export function checkControl(label: string, text: Text, unsaid: 'any' | 'unset'): OwnControl {
  const box = element('input');
  box.type = 'checkbox';
  box.setAttribute('aria-label', label);
  const said = element('span', 'procore-check-state');
  let state: boolean | undefined;
  const show = () => {
    box.checked = state === true;
    box.indeterminate = state === undefined;
    said.textContent = text(`check.${state ?? unsaid}`);
  };
  // Unsaid, yes, no, and round again.
  box.addEventListener('change', () => {
    state = state === undefined ? true : state ? false : undefined;
    show();
  });
  const whole = element('label', 'procore-check');
  whole.append(box, said);
  show();
  return {
    element: whole,
    label: text('type.check'),
    write(value) {
      const literal = value === undefined ? '' : plainText(value);
      if (literal !== '' && literal !== 'true' && literal !== 'false') return false;
      state = literal === '' ? undefined : literal === 'true';
      show();
      return true;
    },
    read: () => (state === undefined ? undefined : { value: String(state), type: 'bool' }),
  };
}

/** A date, a time, or both; moments are in UTC, as Procore's are. */
export function momentControl(kind: string, label: string, text: Text): OwnControl {
  const type = momentOf(kind);
  const field = momentInput(type, label);
  const whole = element('span', 'procore-moment');
  whole.append(field, ...zone(type));
  return {
    element: whole,
    label: text(`type.${type}`),
    write: (value) => {
      const literal = value === undefined ? '' : plainText(value);
      return literal !== undefined && writeMoment(field, type, literal);
    },
    read: () => {
      const value = readMoment(field, type);
      return value === '' ? undefined : { value, type: 'str' };
    },
  };
}

/** From and to, either of which may stay open. */
export function rangeControl(kind: string, label: string, text: Text): OwnControl {
  const type = momentOf(kind);
  const from = momentInput(type, `${label}: ${text('range.from')}`);
  const to = momentInput(type, `${label}: ${text('range.to')}`);
  const whole = element('span', 'procore-range');
  whole.append(from, element('span', 'procore-range-to', '–'), to, ...zone(type));
  return {
    element: whole,
    label: text('type.range'),
    write(value) {
      if (value === undefined) return writeMoment(from, type, '') && writeMoment(to, type, '');
      const range = isRange(value) ? value : readRange(plainText(value) ?? '');
      return range !== undefined && writeMoment(from, type, range.from) && writeMoment(to, type, range.to);
    },
    read() {
      const range = { from: readMoment(from, type), to: readMoment(to, type) };
      return writeRange(range) === '' ? undefined : range;
    },
  };
}

function plainText(value: FieldValue): string | undefined {
  if (isRange(value) || isList(value)) return undefined;
  return ['str', 'bool', 'num'].includes(value.type) ? value.value : undefined;
}

function momentOf(kind: string): Moment {
  if (kind.startsWith('date-time')) return 'datetime-local';
  return kind === 'time' ? 'time' : 'date';
}

function momentInput(type: Moment, label: string): HTMLInputElement {
  const field = element('input');
  field.type = type;
  if (type === 'datetime-local') field.step = '1';
  field.setAttribute('aria-label', label);
  return field;
}

function zone(type: Moment): HTMLElement[] {
  return type === 'datetime-local' ? [element('span', 'procore-remark', 'UTC')] : [];
}

/** The browser empties a field that is given what it cannot show. */
function writeMoment(field: HTMLInputElement, type: Moment, value: string): boolean {
  if (type === 'datetime-local' && value !== '' && !value.endsWith('Z')) return false;
  field.value = type === 'datetime-local' ? value.replace(/Z$/, '') : value;
  return value === '' || field.value !== '';
}

function readMoment(field: HTMLInputElement, type: Moment): string {
  if (type !== 'datetime-local' || field.value === '') return field.value;
  return `${field.value.length === 16 ? `${field.value}:00` : field.value}Z`;
}

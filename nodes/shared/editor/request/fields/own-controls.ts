import { readRange, writeRange } from '../../../../../src/catalogue/ranges';
import { type FieldValue, isList, isRange } from '../../../../../src/catalogue/values';
import { element, type Text } from '../../elements';
import { type DateContext, dateWordsControl } from './date-words';

/** A control for one kind of value, next to the typed input that offers all other ways to give a value. */
export interface OwnControl {
  readonly element: HTMLElement;
  /** The label of the first type of the typed input. */
  readonly label: string;
  /** Shows a value. Returns false if it cannot; the typed input then shows the stored text. */
  write(value: FieldValue | undefined): boolean;
  /** Undefined if it is empty. */
  read(): FieldValue | undefined;
}

type Moment = 'date' | 'time' | 'datetime-local';

/** A box for yes, no or unset; if it is unset, nothing is sent. @param unsaid the text for unset */
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
  // A click goes from unset to yes, to no, and back to unset.
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

/** A date, a time, or both. Times are in UTC, as Procore's are. A date may move with the day of the run. */
export function momentControl(kind: string, label: string, { text, calendar }: DateContext): OwnControl {
  const type = momentOf(kind);
  const field = momentInput(type, label);
  const fixed = element('span', 'procore-fixed');
  fixed.append(field, ...zone(type));
  const whole = element('span', 'procore-moment');
  const words = type === 'date' ? dateWordsControl('day', label, { text, calendar }, fixed) : undefined;
  whole.append(...(words?.elements ?? []), fixed);
  return {
    element: whole,
    label: text(`type.${type}`),
    write: (value) => {
      if (words?.write(value)) return true;
      const literal = value === undefined ? '' : plainText(value);
      return literal !== undefined && writeMoment(field, type, literal);
    },
    read: () => {
      if (words?.isChosen()) return words.read();
      const value = readMoment(field, type);
      return value === '' ? undefined : { value, type: 'str' };
    },
  };
}

/** From and to, either of which may be empty, or a period that moves with the day of the run. */
export function rangeControl(kind: string, label: string, { text, calendar }: DateContext): OwnControl {
  const type = momentOf(kind);
  const from = momentInput(type, `${label}: ${text('range.from')}`);
  const to = momentInput(type, `${label}: ${text('range.to')}`);
  const fixed = element('span', 'procore-fixed');
  // Where it is narrow, the dash goes into the next line with the end of the range.
  const end = element('span', 'procore-range-end');
  end.append(element('span', 'procore-range-to', '–'), to, ...zone(type));
  fixed.append(from, end);
  const words = dateWordsControl(type === 'date' ? 'days' : 'times', label, { text, calendar }, fixed);
  const whole = element('span', 'procore-range');
  whole.append(...words.elements, fixed);
  return {
    element: whole,
    label: text('type.range'),
    write(value) {
      if (words.write(value)) return true;
      if (value === undefined) return writeMoment(from, type, '') && writeMoment(to, type, '');
      const range = isRange(value) ? value : readRange(plainText(value) ?? '');
      return range !== undefined && writeMoment(from, type, range.from) && writeMoment(to, type, range.to);
    },
    read() {
      if (words.isChosen()) return words.read();
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

/** The browser empties a field if its type cannot show the value. */
function writeMoment(field: HTMLInputElement, type: Moment, value: string): boolean {
  if (type === 'datetime-local' && value !== '' && !value.endsWith('Z')) return false;
  field.value = type === 'datetime-local' ? value.replace(/Z$/, '') : value;
  return value === '' || field.value !== '';
}

function readMoment(field: HTMLInputElement, type: Moment): string {
  if (type !== 'datetime-local' || field.value === '') return field.value;
  return `${field.value.length === 16 ? `${field.value}:00` : field.value}Z`;
}

import {
  DAY_WORDS,
  type DateWords,
  datesFrom,
  isDateWords,
  PERIOD_WORDS,
  wordsIn,
  wordsWith,
} from '../../../../../src/catalogue/calendar';
import { type FieldValue, isList, isRange } from '../../../../../src/catalogue/values';
import { element } from '../../elements';
import type { FieldContext } from './field-context';

export type DateContext = Pick<FieldContext, 'text' | 'calendar'>;

/** The part of a date's control that offers words beside fixed dates. */
interface DateWordsControl {
  readonly elements: readonly HTMLElement[];
  /** Whether words are chosen, and not fixed dates. */
  isChosen(): boolean;
  /** Shows words. Returns false, and shows the fixed dates, if the value is none. */
  write(value: FieldValue | undefined): boolean;
  read(): FieldValue;
}

/** Days that a number of days begins with. */
const USUAL = 7;

/**
 * A choice between fixed dates and words such as "last 7 days", with what the words mean today.
 * @param fixed the control of fixed dates, which is hidden while words are chosen
 */
export function dateWordsControl(
  type: DateWords,
  label: string,
  { text, calendar }: DateContext,
  fixed: HTMLElement,
): DateWordsControl {
  const select = element('select', 'procore-date-words');
  select.setAttribute('aria-label', `${label}: ${text('words.choose')}`);
  const all = type === 'day' ? DAY_WORDS : PERIOD_WORDS;
  for (const words of ['', ...all]) {
    const told = words === '' ? 'fixed' : words.replace('#', 'n').replaceAll(' ', '-');
    const option = element('option', '', text(`words.${told}`));
    option.value = words;
    select.append(option);
  }
  const count = element('input', 'procore-date-count');
  Object.assign(count, { type: 'number', min: '1', max: '3660', value: String(USUAL) });
  count.setAttribute('aria-label', `${label}: ${text('words.count')}`);
  const meant = element('span', 'procore-remark');
  const written = () => wordsWith(select.value, Math.floor(Number(count.value)));
  const show = () => {
    fixed.hidden = select.value !== '';
    count.hidden = !select.value.includes('#');
    meant.textContent = meaning();
  };
  const meaning = () => {
    if (select.value === '') return '';
    if (!wordsIn(written(), type)) return text('words.badCount');
    const shown = type === 'day' ? 'day' : 'days';
    const dates = datesFrom(written(), shown, label, calendar).split('...');
    return text('words.meant', { dates: [...new Set(dates)].join(' – '), zone: calendar.zone });
  };
  for (const part of [select, count]) part.addEventListener('input', show);
  show();
  return {
    elements: [select, count, meant],
    isChosen: () => select.value !== '',
    write(value) {
      const words = value && !isRange(value) && !isList(value) && isDateWords(value.type) ? value : undefined;
      const found = words && wordsIn(words.value, type);
      select.value = found?.words ?? '';
      if (found?.words.includes('#')) count.value = String(found.count);
      show();
      return found !== undefined;
    },
    read: () => ({ value: written(), type }),
  };
}

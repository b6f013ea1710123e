import { type Calendar, systemCalendar } from '../../../../../src/catalogue/calendar';
import type { Field } from '../../../../../src/catalogue/form';
import type { NameBook } from '../../../../../src/catalogue/record-names';
import type { RecordSource } from '../../../../../src/catalogue/record-source';
import type { Choice } from '../../choices';
import { draftOf } from '../../connection-draft';
import { pickCompany, pickProject, pickRecords } from '../../pickers';
import type { FieldContext, Picking } from './field-context';

/**
 * The pickers of an operation's form. They use the connection and the company that the dialog shows.
 * @param names where the names of picked records are kept: an id alone says little to a reader
 */
export function fieldContext(node: EditorNode, names: NameBook): FieldContext {
  const text: FieldContext['text'] = (key, values) => node._(`procore.request.${key}`, values);
  const shared: FieldContext['text'] = (key, values) => node._(key, values);
  const draft = () => draftOf(String($('#node-input-connection').val() ?? ''));
  const records = (field: Field, source: RecordSource, target: JQuery, picking: Picking) => {
    const missing = Object.values(source.needs).find((name) => name !== 'company_id' && isMissing(name));
    if (missing !== undefined && askFor(missing, text)) return;
    pickRecords(target, shared, draft, {
      label: field.label,
      source,
      companyId: companyInDialog,
      read: (name) => valueIn(name, text),
      pick: taken(field, picking),
      ...(picking.isChosen && { isChosen: picking.isChosen }),
      loaded(choices) {
        names.correct(field.name, choices);
        picking.renamed?.();
      },
    });
  };
  const taken = (field: Field, picking: Picking) => (choice: Choice) => {
    names.keep(field.name, choice.id, choice.name);
    picking.picked(choice);
  };
  return {
    text,
    calendar: nodeRedCalendar(),
    nameOf: ({ name }, id) => names.of(name, id),
    pick(field, target, picking) {
      const take = taken(field, picking);
      if (field.kind === 'company') pickCompany(target, shared, draft, take);
      else if (field.kind === 'project') pickProject(target, shared, draft, companyInDialog, take);
      else if (field.source) records(field, field.source, target, picking);
    },
  };
}

/** The clock, and the time zone of Node-RED, which may be another one than the browser's. */
export function nodeRedCalendar(): Calendar {
  const { procoreRequestTimeZone: zone } = RED.settings;
  return { ...systemCalendar(), ...(typeof zone === 'string' && { zone }) };
}

/** The company whose records are offered: the operation's, or the node's. Empty for the connection's default. */
function companyInDialog(): string {
  const own = $('#procore-request-form [data-param="company_id"]').val();
  if (/^\d+$/.test(String(own ?? ''))) return String(own);
  const type = String($('#node-input-companyType').val());
  return type === 'num' || type === 'str' ? String($('#node-input-company').val()) : '';
}

const inputOf = (name: string) => $(`#dialog-form [data-param="${CSS.escape(name)}"]`).first();

/** Whether the form shows a field that is empty. */
function isMissing(name: string): boolean {
  const input = inputOf(name);
  return input.length === 0 || (isLiteral(input) && String(input.typedInput('value') ?? '').trim() === '');
}

const isLiteral = (input: JQuery) => ['str', 'num'].includes(input.typedInput('type'));

/** Says at a field that a picker needs it, and moves the focus there. Returns whether there is such a field. */
function askFor(name: string, text: FieldContext['text']): boolean {
  const row = inputOf(name).closest('.procore-field');
  const what = row.children('label').attr('data-what') ?? name;
  row.find('.procore-field-note').addClass('procore-refused').text(text('records.first', { what }));
  row.find('.procore-field-input input:visible, .procore-field-input button:visible').last().trigger('focus');
  return row.length > 0;
}

/** What a field holds now. @throws Error if it comes with a message, or there is no such field */
function valueIn(name: string, text: FieldContext['text']): string {
  const input = inputOf(name);
  if (input.length === 0) throw new Error(text('records.noField', { what: name }));
  const what = input.closest('.procore-field').children('label').attr('data-what') ?? name;
  const value = String(input.typedInput('value') ?? '').trim();
  if (!isLiteral(input) || value.includes('${')) throw new Error(text('records.later', { what }));
  return value;
}

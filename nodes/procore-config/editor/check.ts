import type { Check, ToolLevel } from '../../../src/access/check';
import { ask, type Refusal, refusalOf } from '../../shared/editor/ask';
import type { Choice } from '../../shared/editor/choices';
import type { ConnectionDraft } from '../../shared/editor/connection-draft';
import { whoKey } from '../../shared/editor/who';
import { accountInDialog, onAccountChange } from './account';
import { draftInDialog } from './draft-in-dialog';
import { type FieldMarks, wantsSignIn } from './field-marks';

const ICONS = { ok: 'check', warn: 'exclamation-triangle', failed: 'times' } as const;

/** What a failed first step means if Procore did not reject the key: the key was never judged. */
const NOT_JUDGED: Readonly<Record<string, string>> = {
  PROCORE_NETWORK: 'unreached',
  PROCORE_TIMEOUT: 'unreached',
  PROCORE_UNAVAILABLE: 'unavailable',
  PROCORE_RATE_LIMITED: 'limited',
  PROCORE_BAD_RESPONSE: 'unreadable',
};

/** The Validate button. It shows step by step what the connection in the dialog can do, and which field is wrong. */
export function prepareCheck(
  node: EditorNode,
  marks: FieldMarks,
  chooseCompany: (choice: Choice) => void,
): void {
  const button = $('#procore-config-validate');
  const place = $('#procore-config-check');
  const text: Text = (key, values) => node._(`procore-config.check.${key}`, values);

  const chosen = (choice: Choice) => {
    chooseCompany(choice);
    // With a company, more can be checked.
    void check();
  };
  const check = async () => {
    place.empty();
    if (marks.empty()) return;
    button.prop('disabled', true);
    place.text(text('running'));
    const connection = draftInDialog(node.id);
    const account = accountInDialog(node);
    const companyId = /^[1-9]\d*$/.test(String(connection.companyId)) ? connection.companyId : undefined;
    try {
      const { checks } = await ask<{ checks: Check[] }>('check', { connection, companyId });
      // The dialog shows another account by now.
      if (account !== accountInDialog(node)) return;
      const isUser = connection.actAs === 'user';
      const atField = marks.show(checks, connection.environment);
      const list = $('<ul>').appendTo(place.empty());
      for (const check of checks) {
        list.append(
          row(
            check.verdict,
            titleOf(check, isUser, text),
            details(check, isUser, text, atField.has(check.step)),
          ),
        );
      }
      const several = checks.find(({ step }) => step === 'companies')?.count ?? 0;
      if (several > 0 && !checks.some(({ step }) => step === 'company')) {
        list.append(await companyChoice(connection, text, chosen));
      }
      if (checks[0]?.error?.code === 'PROCORE_AUTH' && !wantsSignIn(checks[0]))
        offerSearch(node, place, text);
    } catch (thrown) {
      if (account !== accountInDialog(node)) return;
      const refusal = refusalOf(thrown);
      place.empty();
      if (marks.refused(refusal, connection.environment)) return;
      $('<ul>')
        .append(row('failed', refusal.cause, whatToDo(refusal, text)))
        .appendTo(place);
    } finally {
      button.prop('disabled', false);
    }
  };
  button.on('click', () => void check());
  onAccountChange(node, () => {
    place.empty();
    marks.clear();
  });
}

type Text = (key: string, values?: Record<string, string>) => string;

function row(verdict: Check['verdict'], title: string, more?: string): JQuery {
  const item = $('<li>').addClass(`procore-${verdict}`);
  item.append($('<i aria-hidden="true">').addClass(`fa fa-${ICONS[verdict]}`));
  if (!title) return item;
  const words = $('<span>').text(title);
  if (more) words.append($('<span class="procore-more">').text(more));
  return item.append(words);
}

/** One line about what a step found. */
function titleOf(check: Check, isUser: boolean, text: Text): string {
  const { step, verdict, count, name = '', tools, error } = check;
  if (wantsSignIn(check)) return text('failed.nobody');
  if (error && step === 'token' && error.code !== 'PROCORE_AUTH') {
    return text(`failed.${NOT_JUDGED[error.code] ?? 'noToken'}`);
  }
  if (verdict === 'failed') return text(`failed.${step}`);
  if (tools) {
    return text(tools.length > 0 ? step : `${step}_none`, { name, tools: byLevel(tools) });
  }
  if (count === undefined) return text(step, { name });
  const form = count === 0 ? '_none' : count === 1 && step !== 'webhooks' ? '_one' : '';
  const what = step === 'companies' && isUser ? 'companiesOfUser' : step;
  return text(what + form, { n: count.toLocaleString('en-US') });
}

/** Offers the choice of a company at the step that needs one, if there are several and none is chosen. */
async function companyChoice(
  connection: ConnectionDraft,
  text: Text,
  chosen: (choice: Choice) => void,
): Promise<JQuery> {
  const { companies } = await ask<{ companies: Choice[] }>('companies', { connection });
  const select = $('<select id="procore-config-choose-company">').append($('<option value="">').text('…'));
  for (const { id, name } of companies) select.append($('<option>').val(id).text(name));
  select.on('change', () => {
    const choice = companies.find(({ id }) => id === select.val());
    if (choice) chosen(choice);
  });
  const label = $('<label for="procore-config-choose-company">').text(text('chooseCompany'));
  return row('warn', '').append($('<span class="procore-choose">').append(label, select));
}

/** "Standard: RFIs, Punch List · Read Only: Directory": shorter than a level for every tool. */
function byLevel(tools: readonly ToolLevel[]): string {
  const levels = new Map<string, string[]>();
  for (const { tool, level } of tools) levels.set(level, [...(levels.get(level) ?? []), tool]);
  return [...levels].map(([level, names]) => `${level}: ${names.join(', ')}`).join(' · ');
}

/** What to do about it, if anything. @param atField whether the cause is already shown at its field */
function details(
  { step, verdict, error }: Check,
  isUser: boolean,
  text: Text,
  atField: boolean,
): string | undefined {
  if (error) return atField ? whatToDo(error, text) : `${error.cause} ${whatToDo(error, text)}`;
  if (verdict !== 'warn') return undefined;
  if (step !== 'companies') return text('projectsNoneFix');
  return text(isUser ? 'companiesOfUserNoneFix' : 'companiesNoneFix');
}

function whatToDo({ fix, who }: Pick<Refusal, 'fix' | 'who'>, text: Text): string {
  return `${fix} ${text('who', { who: text(`whoIs.${whoKey(who)}`) })}`;
}

/**
 * A rejected key may belong to another environment. The rejection does not say so, so the others are tried on request.
 */
function offerSearch(node: EditorNode, place: JQuery, text: Text): void {
  const select = $('#node-config-input-environment');
  if (['custom', 'demo'].includes(String(select.val()))) return;
  const nameOf = (environment: string) => node._(`procore-config.environment.${environment}`);
  const button = $('<button type="button" class="red-ui-button">').text(text('findEnvironment'));
  const result = $('<div>');
  place.append($('<p>').append(button), result);
  button.on('click', async () => {
    button.prop('disabled', true);
    try {
      const { environments, unreached } = await ask<{ environments: string[]; unreached: string[] }>(
        'environments',
        { connection: draftInDialog(node.id) },
      );
      const found = environments.map(nameOf).join(', ');
      const sentences = [found ? text('belongsTo', { environments: found }) : text('belongsNowhere')];
      if (unreached.length > 0) {
        sentences.push(text('notTried', { environments: unreached.map(nameOf).join(', ') }));
      }
      result.text(sentences.join(' '));
      for (const environment of environments) {
        const use = $('<button type="button" class="red-ui-button">').text(
          text('use', { environment: nameOf(environment) }),
        );
        use.on('click', () => select.val(environment).trigger('change'));
        result.append(' ', use);
      }
    } catch (thrown) {
      result.text((thrown as Error).message);
    } finally {
      button.prop('disabled', false);
    }
  });
}

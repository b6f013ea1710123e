import type { Check, ToolLevel } from '../../../src/access/check';
import { ask, type Refusal, refusalOf } from '../../shared/editor/ask';
import type { Choice } from '../../shared/editor/choices';
import { whoKey } from '../../shared/editor/who';
import { accountInDialog, onAccountChange } from './account';
import type { CompanyField } from './company-field';
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

/**
 * The Connect button. It shows what the connection in the dialog can do, and step by step what went wrong and in which
 * field. If no company is chosen, it offers those that the key sees, and chooses a single one itself.
 */
export function prepareCheck(node: EditorNode, marks: FieldMarks, company: CompanyField): void {
  const button = $('#procore-config-connect');
  const place = $('#procore-config-check');
  const text: Text = (key, values) => node._(`procore-config.check.${key}`, values);

  const check = async () => {
    place.empty();
    if (marks.empty()) return;
    button.prop('disabled', true);
    place.text(text('running'));
    const connection = draftInDialog(node.id);
    const account = accountInDialog(node);
    const typed = String(connection.companyId ?? '');
    const companyId = /^[1-9]\d*$/.test(typed) ? typed : undefined;
    try {
      const { checks } = await ask<{ checks: Check[] }>('check', { connection, companyId });
      // The dialog shows another account by now.
      if (account !== accountInDialog(node)) return;
      const isUser = connection.actAs === 'user';
      const atField = marks.show(checks, connection.environment);
      const list = $('<ul>');
      for (const check of checks) {
        list.append(
          row(
            check.verdict,
            titleOf(check, isUser, text),
            details(check, isUser, text, atField.has(check.step)),
          ),
        );
      }
      const isFine = checks.every(({ verdict }) => verdict === 'ok');
      place.empty().append(isFine ? summary(checks, isUser, list, text) : list);
      nameCompany(checks, companyId);
      if (!companyId && checks.some(({ step, count = 0 }) => step === 'companies' && count > 0)) {
        const { companies } = await ask<{ companies: Choice[] }>('companies', { connection });
        if (account === accountInDialog(node)) offer(companies);
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
  /** A typed id gets its name. */
  const nameCompany = (checks: readonly Check[], id: string | undefined) => {
    const name = checks.find(({ step, verdict }) => step === 'company' && verdict === 'ok')?.name;
    if (id && name) company.name({ id, name });
  };
  const offer = (companies: readonly Choice[]) => {
    const [first, ...others] = companies;
    if (!first) return;
    if (others.length > 0) return company.open();
    company.choose(first);
    // With a company, more can be checked.
    void check();
  };
  company.onPick(() => void check());
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

/** One sentence for a connection that works, with the steps folded below it. */
function summary(checks: readonly Check[], isUser: boolean, steps: JQuery, text: Text): JQuery {
  const of = (step: Check['step']) => checks.find((check) => check.step === step);
  const told = (step: Check['step']) => {
    const check = of(step);
    return check ? titleOf(check, isUser, text) : '';
  };
  const name = of('company')?.name;
  const sentence = name
    ? text('connected', { name, projects: told('projects') })
    : text('connectedOnly', { companies: told('companies') });
  const fold = $('<details>').append($('<summary>').text(text('steps')), steps);
  return $('<div class="procore-connected">').append(
    $('<p class="procore-ok">').append(
      $('<i class="fa fa-check" aria-hidden="true">'),
      ' ',
      $('<span>').text(sentence),
    ),
    fold,
  );
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

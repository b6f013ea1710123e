import { ask, refusalOf } from './ask';
import { draftOf } from './connection-draft';
import { prepareObject } from './object-field';

/** Filters that are chosen by their name, as they are stored. */
const NAMED: Readonly<Record<string, string>> = {
  all: '',
  active: '{"active":true}',
  inactive: '{"active":false}',
};

/** ms without a change before it is counted what a scope covers. */
const SETTLED = 400;

interface Coverage {
  readonly of: 'projects' | 'companies';
  readonly pieces: number;
  readonly all: number;
  readonly requests: number;
}

interface ScopeParts {
  text(key: string, values?: Record<string, string>): string;
  /** The call as it is in the dialog now. Undefined in a dialog of a node that watches projects and makes no call. */
  readonly call?: () => { readonly method: string; readonly path: string };
}

/** Sets up the rows that say what one message covers. @returns what to call when the call has changed */
export function prepareScope({ text, call }: ScopeParts): () => void {
  const scope = $('#node-input-scope');
  const which = $('#procore-scope-which');
  const filter = prepareObject('scopeFilter');
  const note = $('#procore-scope-covers');
  which.val(nameOf(String(filter.val() ?? ''), String($('#node-input-scopeFilterType').val() || 'json')));
  if (!call) scope.find('option[value="call"]').remove();
  let counting = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const count = async () => {
    const mine = counting;
    const isOver = () => mine !== counting || !document.contains(note[0] ?? null);
    // The dialog may have been closed in the meantime, and its fields with it.
    if (isOver()) return;
    const path = call?.().path;
    const scoped = scopeInDialog();
    if (scoped.filter === undefined || path === '') return note.text('');
    note.text(text('procore.scope.counting'));
    try {
      const connection = draftOf(String($('#node-input-connection').val() ?? ''));
      if (!connection) return note.text('');
      const asked = { connection, path, ...scoped };
      const { coverage } = await ask<{ coverage: Coverage }>('coverage', asked);
      if (!isOver()) note.text(covers(coverage, text, call !== undefined));
    } catch (thrown) {
      const { cause, fix } = refusalOf(thrown);
      if (!isOver()) note.text(`${cause} ${fix}`);
    }
  };
  const show = () => {
    const isScoped = isRead() && scope.val() !== 'call';
    $('.procore-scope').toggle(isRead());
    $('.procore-scope-more, .procore-scope-tag').toggle(isScoped);
    $('.procore-scope-filter').toggle(which.val() === 'filter');
    clearTimeout(timer);
    counting++;
    note.text('');
    if (isScoped) timer = setTimeout(count, SETTLED);
    $('.procore-form').toggleClass('procore-scoped', isScoped);
  };
  const isRead = () => !call || ['GET', ''].includes(call().method);

  which.on('change', () => {
    const named = NAMED[String(which.val())];
    if (named !== undefined) {
      filter.typedInput('type', 'json');
      filter.typedInput('value', named);
    }
    show();
  });
  scope.on('change', show);
  filter.on('change', show);
  show();
  return show;
}

/** The name of a stored filter. */
function nameOf(value: string, type: string): string {
  const named = Object.entries(NAMED).find(([, stored]) => type === 'json' && stored === value.trim());
  return named?.[0] ?? 'filter';
}

/** The scope as it is in the dialog. The filter is undefined if only a message tells it, or it is no JSON. */
export function scopeInDialog(): {
  readonly scope: string;
  readonly filter: unknown;
  readonly companyId?: string;
} {
  const filter = $('#node-input-scopeFilter');
  const companyId = companyOf();
  return {
    ...(companyId !== undefined && { companyId }),
    scope: String($('#node-input-scope').val()),
    filter: filterOf(String(filter.typedInput('value')), filter.typedInput('type')),
  };
}

/** The filter as an object; undefined if only a message tells it, or it is no JSON. */
function filterOf(value: string, type: string): unknown {
  if (type !== 'json') return undefined;
  if (value.trim() === '') return {};
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The company that the dialog names, if it is not left to the connection or the message. */
function companyOf(): string | undefined {
  const isPicked = $('#node-input-companyType').val() === 'num';
  const id = String($('#node-input-company').val() ?? '').trim();
  return isPicked && /^\d+$/.test(id) ? id : undefined;
}

function covers({ of, pieces, all, requests }: Coverage, text: ScopeParts['text'], hasCall: boolean): string {
  const format = (count: number) => count.toLocaleString();
  const values = { n: format(pieces), all: format(all), requests: format(requests) };
  // Without a call, no message has a number of requests.
  const what = hasCall ? of : 'watched';
  return text(`procore.scope.covers.${what}${of === 'projects' && pieces === all ? 'All' : ''}`, values);
}

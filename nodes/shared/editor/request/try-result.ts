import type { Refusal } from '../ask';
import { button, count, element, type Text } from '../elements';
import { whoKey } from '../who';
import { rowsTable } from './rows-table';

/** A request as it would be sent, without the token. */
export interface DescribedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Described {
  readonly request: DescribedRequest;
}

/** What the route says about a call that was made. */
export interface Answered extends Described {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly cut: boolean;
  readonly total?: number;
  readonly quota?: { readonly limit?: number; readonly remaining?: number };
  readonly durationMs: number;
}

export type Tried = Described | Answered;

/** The result of a read: how it went, its rows as a table and as JSON, and its headers. */
export function triedView(tried: Answered, text: Text): HTMLElement {
  const { status, durationMs, quota, body, cut, headers, request } = tried;
  const view = element('div', 'procore-tried');
  const facts = element('div', 'procore-tried-facts');
  facts.setAttribute('role', 'status');
  const ms = count(Math.round(durationMs));
  facts.append(
    element('span', 'procore-tried-status', text('try.status', { status: String(status) })),
    element('span', '', text('try.duration', { ms })),
    element('span', '', rowsTold(tried, text)),
  );
  const { remaining, limit } = quota ?? {};
  if (remaining !== undefined) {
    const values = { remaining: count(remaining), limit: limit === undefined ? '?' : count(limit) };
    facts.append(element('span', '', text('try.quota', values)));
  }
  view.append(facts);
  const json = block(JSON.stringify(body, null, 2), text('try.json'));
  const table = Array.isArray(body) ? rowsTable(body, text) : undefined;
  if (table) view.append(choice(table, json, text));
  view.append(...(table ? [table, json] : [json]));
  json.hidden = table !== undefined;
  if (cut && body === null) json.textContent = text('try.tooLong');
  view.append(disclosed(text('try.request'), requestText(request)));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  view.append(disclosed(text('try.headers', { n: count(lines.length) }), lines.join('\n')));
  return view;
}

/** For a write: exactly what would be sent. */
export function requestView({ request }: Described, text: Text): HTMLElement {
  const view = element('div', 'procore-tried');
  const exact = requestText(request);
  view.append(
    block(exact, text('try.request')),
    button('fa-clipboard', text('try.copy'), () => {
      RED.clipboard.copyText(exact);
      RED.notify(text('try.copied'), 'success');
    }),
  );
  return view;
}

/** Why it failed, what to do, and who can do it. */
export function refusalView({ cause, fix, who, status }: Refusal, text: Text): HTMLElement {
  const view = element('div', 'procore-tried procore-tried-refused');
  view.setAttribute('role', 'alert');
  const told = status ? `${text('try.status', { status: String(status) })}: ${cause}` : cause;
  view.append(element('div', 'procore-tried-cause', told));
  if (fix) view.append(element('div', '', fix));
  if (fix)
    view.append(element('div', 'procore-remark', text('try.who', { who: text(`who.${whoKey(who)}`) })));
  return view;
}

function rowsTold({ body, total, cut }: Answered, text: Text): string {
  if (!Array.isArray(body)) return '';
  const values = { n: count(body.length), total: count(total ?? body.length) };
  if (total !== undefined && total > body.length) return text('try.rowsOf', values);
  return text(cut ? 'try.firstRows' : 'try.rows', values);
}

/** A switch between table and JSON. */
function choice(table: HTMLElement, json: HTMLElement, text: Text): HTMLElement {
  const group = element('span', 'procore-tried-choice');
  group.setAttribute('role', 'group');
  group.setAttribute('aria-label', text('try.view'));
  const show = (isTable: boolean) => {
    table.hidden = !isTable;
    json.hidden = isTable;
    for (const [made, on] of [
      [asTable, isTable],
      [asJson, !isTable],
    ] as const) {
      made.setAttribute('aria-pressed', String(on));
      made.classList.toggle('selected', on);
    }
  };
  const asTable = button('fa-table', text('try.table'), () => show(true));
  const asJson = button('fa-code', text('try.json'), () => show(false));
  group.append(asTable, asJson);
  show(true);
  return group;
}

function disclosed(title: string, content: string): HTMLElement {
  const details = element('details', 'procore-group');
  details.append(element('summary', '', title), block(content, title));
  return details;
}

/** Plain text in a region that the keyboard can scroll. */
function block(content: string, label: string): HTMLPreElement {
  const made = element('pre', 'procore-block', content);
  made.tabIndex = 0;
  made.setAttribute('role', 'region');
  made.setAttribute('aria-label', label);
  return made;
}

function requestText({ method, url, headers, body }: DescribedRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const content = body === undefined ? [] : ['', JSON.stringify(body, null, 2)];
  return [`${method} ${url}`, ...lines, ...content].join('\n');
}

import { type DraftRequest, planOf, type Unknown, unknownIn } from '../../../../src/catalogue/trial';
import { ProcoreError } from '../../../../src/errors';
import { ask, type Refusal, refusalOf } from '../ask';
import { draftOf } from '../connection-draft';
import { element, newId, type Text } from '../elements';
import { nodeRedCalendar } from './fields/pick';
import { refusalView, requestView, type Tried, triedView } from './try-result';

export interface TryOptions {
  text: Text;
  readonly nodeId: string;
  /** The request as the dialog describes it now. */
  request(): DraftRequest;
  /** What the dialog can tell about the request before it is sent. */
  remarks(): readonly string[];
}

/** Values that were typed for a trial, by node and parameter. They are kept for the next trial and never stored. */
const given = new Map<string, string>();

/**
 * The button that runs a read with the values in the dialog, and only describes a write. It first asks for values that
 * come with a message.
 */
export class TryIt {
  readonly #button = document.getElementById('procore-try') as HTMLButtonElement;
  readonly #unknown = document.getElementById('procore-try-unknown') as HTMLElement;
  readonly #result = document.getElementById('procore-try-result') as HTMLElement;
  readonly #state = document.getElementById('procore-try-state') as HTMLElement;

  constructor(private readonly options: TryOptions) {
    this.#button.addEventListener('click', () => this.#run());
    const method = $('#node-input-method');
    const label = () => {
      const isRead = ['GET', 'HEAD', ''].includes(String(method.val()));
      $('#procore-try-label').text(options.text(isRead ? 'try.run' : 'try.describe'));
    };
    method.on('change', label);
    label();
  }

  /** Removes what belongs to another operation. */
  clear(): void {
    this.#result.replaceChildren();
    this.#unknown.hidden = true;
    this.#state.textContent = '';
  }

  /** Marks the button as busy. It is not disabled, since a disabled button loses the focus. */
  #busy(busy: boolean): void {
    this.#button.setAttribute('aria-disabled', String(busy));
  }

  async #run(): Promise<void> {
    if (this.#button.getAttribute('aria-disabled') === 'true') return;
    const { text, request } = this.options;
    const draft = request();
    const unknown = unknownIn(draft);
    this.#askFor(unknown);
    const missing = unknown.find(({ key, required }) => required && !given.get(this.#key(key)));
    if (missing) {
      this.#state.textContent = text('try.missing');
      this.#unknown.querySelector<HTMLElement>(`[data-key="${CSS.escape(missing.key)}"]`)?.focus();
      return;
    }
    this.#busy(true);
    this.#state.textContent = text('try.asking');
    this.#result.replaceChildren();
    try {
      const tried = await this.#tried(draft, unknown);
      this.#result.replaceChildren('status' in tried ? triedView(tried, text) : requestView(tried, text));
      this.#state.textContent =
        'status' in tried ? '' : [text('try.notSent'), ...this.options.remarks()].join(' ');
    } catch (failure) {
      this.#state.textContent = '';
      this.#result.replaceChildren(refusalView(refused(failure), text));
    }
    this.#busy(false);
    this.#result.scrollIntoView({ block: 'nearest' });
  }

  async #tried(draft: DraftRequest, unknown: readonly Unknown[]): Promise<Tried> {
    const { text } = this.options;
    const connection = draftOf(String($('#node-input-connection').val() ?? ''));
    const cause = !connection ? 'try.noConnection' : draft.method === '' ? 'try.noMethod' : '';
    if (cause) throw new Error(text(cause));
    const values = unknown.map(({ key }) => [key, given.get(this.#key(key)) ?? ''] as const);
    const plan = planOf(draft, new Map(values.filter(([, value]) => value.trim() !== '')), nodeRedCalendar());
    return ask<Tried>('try', { connection, plan });
  }

  /** Shows a field for each value that the dialog does not know. */
  #askFor(unknown: readonly Unknown[]): void {
    const { text } = this.options;
    this.#unknown.hidden = unknown.length === 0;
    // The fields are unchanged: creating them again would take the focus from the one that has it.
    const asked = JSON.stringify(unknown);
    if (this.#unknown.dataset.asked === asked) return;
    this.#unknown.dataset.asked = asked;
    const rows = unknown.map(({ key, name, from, required }) => {
      const row = element('div', 'procore-field');
      const label = element('label', '', name);
      if (required) label.append(element('span', 'procore-required', '*'));
      const input = element('input');
      const id = newId('trial');
      Object.assign(input, { type: 'text', id, value: given.get(this.#key(key)) ?? '', placeholder: from });
      input.dataset.key = key;
      input.addEventListener('input', () => given.set(this.#key(key), input.value));
      input.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        event.stopPropagation();
        this.#run();
      });
      label.htmlFor = id;
      row.append(label, input);
      return row;
    });
    this.#unknown.replaceChildren(element('div', 'procore-note', text('try.unknown')), ...rows);
  }

  #key(key: string): string {
    return `${this.options.nodeId} ${key}`;
  }
}

/** Errors found before any request was made are shown as they are. */
function refused(failure: unknown): Refusal {
  if (failure instanceof ProcoreError) return failure as Refusal;
  const refusal = refusalOf(failure);
  const isPlain = failure instanceof Error && failure.constructor === Error;
  return isPlain ? { ...refusal, cause: failure.message, fix: '' } : refusal;
}

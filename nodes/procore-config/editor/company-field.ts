import type { Choice } from '../../shared/editor/choices';
import { pickedName } from '../../shared/editor/picked-name';
import { pickCompany } from '../../shared/editor/pickers';
import { draftInDialog } from './draft-in-dialog';
import type { FieldMarks } from './field-marks';

/** What may be typed instead of a name: an id, or a variable that holds one. */
const TYPED_ID = /^[\d$]/;

/**
 * The default company. The field shows its name and searches the companies that the key can see as soon as letters are
 * typed; the id is stored in a separate field. A company belongs to one environment: choosing another environment
 * empties the field, and choosing the first one again restores it.
 */
export class CompanyField {
  readonly #id = $('#node-config-input-companyId');
  readonly #shown = $('#procore-config-company');
  /** Holds the name of the company, for the code that stores it. */
  readonly #name = $('#procore-config-company-name');
  readonly #picked: ReturnType<typeof pickedName>;
  #onPick: (() => void) | undefined;

  constructor(
    private readonly node: EditorNode,
    private readonly marks: FieldMarks,
  ) {
    this.#picked = pickedName(this.#id, {
      id: 'node-config-input-companyName',
      name: node.companyName,
      hint: this.#name,
    });
    this.#show();
    this.#shown.on('input', () => this.#typed(String(this.#shown.val()).trim()));
    this.#shown.on('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.open();
    });
    $('#procore-config-pick-company').on('click', () => this.open());
    this.#followEnvironment();
  }

  /** Calls a listener when a person has picked a company. */
  onPick(listener: () => void): void {
    this.#onPick = listener;
  }

  /** Fills in a company. */
  choose(choice: Choice): void {
    this.#id.val(choice.id).trigger('change');
    this.#picked.name(choice);
    this.#show();
  }

  /** Gives the chosen company its name, where only the id is known. */
  name(choice: Choice): void {
    if (this.#name.text() === choice.name) return;
    this.#picked.name(choice);
    this.#show();
  }

  /** Opens the list of companies. @param search what to search for in it */
  open(search = ''): void {
    // The text goes on in the search of the list.
    this.#show();
    if (this.marks.empty()) return;
    pickCompany(
      this.#shown,
      (key, values) => this.node._(key, values),
      () => draftInDialog(this.node.id),
      (choice) => {
        this.choose(choice);
        this.#shown.trigger('focus');
        this.#onPick?.();
      },
      search,
    );
  }

  #typed(text: string): void {
    if (text !== '' && !TYPED_ID.test(text)) {
      this.open(text);
      return;
    }
    this.#id.val(text).trigger('change');
    this.#showId();
  }

  #show(): void {
    this.#shown.val(this.#name.text() || String(this.#id.val() ?? ''));
    this.#showId();
  }

  #showId(): void {
    const id = this.#name.text() && this.node._('procore-config.companyId', { id: String(this.#id.val()) });
    $('#procore-config-company-id').text(id);
  }

  #followEnvironment(): void {
    const environment = $('#node-config-input-environment');
    const companies = new Map<string, Choice>();
    let shown = String(environment.val());
    environment.on('change', () => {
      const chosen = String(environment.val());
      if (chosen === shown) return;
      companies.set(shown, { id: String(this.#id.val() ?? ''), name: this.#name.text() });
      shown = chosen;
      const company = companies.get(chosen);
      this.#id.val(company?.id ?? '').trigger('change');
      if (company?.name) this.#picked.name(company);
      this.#show();
    });
  }
}

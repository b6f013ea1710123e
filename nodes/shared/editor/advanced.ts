import { showErrorsIn } from './folds';

/** Settings that a dialog needs seldom: they are folded away, and the heading says how many are not as usual. */
export interface AdvancedOptions {
  /** What the ids of the node's fields begin with. @default 'node-input' */
  readonly prefix?: string;
  /** Whether the fold is open from the start if a setting is not as usual. @default false */
  readonly openIfChanged?: boolean;
}

/**
 * Sets up the fold of a dialog. Call it after the handlers that show and hide its rows: a row that does not apply is not
 * counted.
 */
export function prepareAdvanced(
  node: EditorNode,
  { prefix = 'node-input', openIfChanged = false }: AdvancedOptions = {},
): void {
  const fold = document.querySelector<HTMLDetailsElement>('details.procore-advanced');
  if (!fold) return;
  const { defaults } = node._def as EditorDefinition;
  const rows = () => [...fold.querySelectorAll<HTMLElement>('.form-row')];
  const isUsual = (field: Element) => {
    const usual = defaults[field.id.slice(prefix.length + 1)]?.value;
    const input = field as HTMLInputElement;
    if (usual === undefined) return true;
    if (input.type === 'checkbox') return input.checked === usual;
    // An empty field means the default, and so does a list of config nodes without a choice.
    return ['', '_ADD_', String(usual)].includes(input.value);
  };
  const changed = () =>
    rows().filter(
      (row) =>
        row.style.display !== 'none' && ![...row.querySelectorAll(`[id^="${prefix}-"]`)].every(isUsual),
    ).length;
  const show = () => {
    const n = changed();
    const key = n === 0 ? 'procore.advanced.none' : 'procore.advanced.changed';
    $(fold)
      .children('summary')
      .text(node._(key, { n: String(n) }));
  };
  $(fold).closest('form').on('change input', show);
  show();
  fold.open = openIfChanged && changed() > 0;
  showErrorsIn(fold);
}

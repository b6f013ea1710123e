import type { Choice } from '../../shared/editor/choices';
import { pickedName } from '../../shared/editor/picked-name';
import { pickCompany } from '../../shared/editor/pickers';
import { draftInDialog } from './draft-in-dialog';
import type { FieldMarks } from './field-marks';

/**
 * The default company: typed in, or picked from the companies that the key can see. A company id belongs to one
 * environment: choosing another environment empties the field, and choosing the first one again restores it.
 * @returns a function that fills in a company chosen elsewhere
 */
export function prepareCompanyField(node: EditorNode, marks: FieldMarks): (choice: Choice) => void {
  const input = $('#node-config-input-companyId');
  const hint = $('#procore-config-company-name');
  const picked = pickedName(input, {
    id: 'node-config-input-companyName',
    name: node.companyName,
    hint,
  });
  const button = $('#procore-config-pick-company');
  const choose = (choice: Choice) => {
    input.val(choice.id).trigger('change');
    picked.name(choice);
  };
  button.on('click', () => {
    if (marks.empty()) return;
    pickCompany(
      input,
      (key, values) => node._(key, values),
      () => draftInDialog(node.id),
      (choice) => {
        choose(choice);
        button.trigger('focus');
      },
    );
  });

  const environment = $('#node-config-input-environment');
  const companies = new Map<string, Choice>();
  let shown = String(environment.val());
  environment.on('change', () => {
    const chosen = String(environment.val());
    if (chosen === shown) return;
    companies.set(shown, { id: String(input.val() ?? ''), name: hint.text() });
    shown = chosen;
    const company = companies.get(chosen);
    input.val(company?.id ?? '').trigger('change');
    if (company?.name) picked.name(company);
  });
  return choose;
}

import type { Choice } from '../../shared/editor/choices';
import { draftInDialog } from '../../shared/editor/connection-draft';
import { pickedName } from '../../shared/editor/picked-name';
import { pickCompany } from '../../shared/editor/pickers';

/**
 * The default company: typed in, or picked from the companies that the key itself sees.
 * @returns fills in a company that was chosen elsewhere
 */
export function prepareCompanyField(node: EditorNode): (choice: Choice) => void {
  const input = $('#node-config-input-companyId');
  const picked = pickedName(input, {
    ...{
      id: 'node-config-input-companyName',
      name: node.companyName,
      hint: $('#procore-config-company-name'),
    },
  });
  const button = $('#procore-config-pick-company');
  const choose = (choice: Choice) => {
    input.val(choice.id).trigger('change');
    picked.name(choice);
  };
  button.on('click', () =>
    pickCompany(
      input,
      (key, values) => node._(key, values),
      () => draftInDialog(node.id),
      (choice) => {
        choose(choice);
        button.trigger('focus');
      },
    ),
  );
  return choose;
}

import { draftOf } from '../../../shared/editor/connection-draft';
import { pickCompany, pickProject } from '../../../shared/editor/pickers';
import type { FieldContext } from './field-context';

/**
 * Names of companies and projects that were picked since the editor loaded, by id: an id alone says little to a reader.
 */
const names = new Map<string, string>();

/** The pickers of an operation's form. They use the connection and the company that the dialog shows. */
export function fieldContext(node: EditorNode): FieldContext {
  const text: FieldContext['text'] = (key, values) => node._(`procore-request.${key}`, values);
  const shared: FieldContext['text'] = (key, values) => node._(key, values);
  const draft = () => draftOf(String($('#node-input-connection').val() ?? ''));
  return {
    text,
    nameOf: (id) => names.get(id),
    pick(kind, target, picked) {
      const take = ({ id, name }: { id: string; name: string }) => {
        names.set(id, name);
        picked(id);
        target.find('.red-ui-typedInput-option-expand').trigger('focus');
      };
      if (kind === 'company') pickCompany(target, shared, draft, take);
      else pickProject(target, shared, draft, companyInDialog, take);
    },
  };
}

/** The company whose projects are offered: the operation's, or the node's. Empty for the connection's default. */
function companyInDialog(): string {
  const own = $('#procore-request-form [data-param="company_id"]').val();
  if (/^\d+$/.test(String(own ?? ''))) return String(own);
  const type = String($('#node-input-companyType').val());
  return type === 'num' || type === 'str' ? String($('#node-input-company').val()) : '';
}

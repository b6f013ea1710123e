import type { ConnectionDraft } from '../../shared/editor/connection-draft';
import { draftFrom } from '../../shared/fields/draft';
import { fields } from '../fields';

/**
 * The draft that the open connection dialog describes. Empty fields have their defaults; credentials are taken as
 * typed.
 */
export function draftInDialog(id: string): ConnectionDraft {
  const draft = draftFrom(fields, (name, { kind, required }) => {
    const field = $(`#node-config-input-${name}`);
    if (kind === 'tick') return field.is(':checked');
    const typed = String(field.val() ?? '').trim();
    if (kind === 'node' && typed === '_ADD_') return undefined;
    return kind === 'credential' || required ? typed : typed || undefined;
  });
  return { ...draft, id } as ConnectionDraft;
}

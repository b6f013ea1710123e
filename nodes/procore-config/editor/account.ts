import { draftInDialog } from './draft-in-dialog';

/** Fields that change neither the account nor what it can see. */
const SAME_ACCOUNT = ['timeout', 'quotaScope', 'reserve', 'lookups'];

/**
 * Calls a listener as soon as the dialog describes another account, host or company than before. Node-RED fires
 * `change` on every field when it opens a dialog, and again when a field loses the focus, so only changed values count.
 */
export function onAccountChange(node: EditorNode, listener: () => void): void {
  let before = accountInDialog(node);
  $('#node-config-input-environment')
    .closest('form')
    .on('input change', () => {
      const now = accountInDialog(node);
      if (now === before) return;
      before = now;
      listener();
    });
}

/** Everything that decides which account an answer from Procore is about, as one text to compare. */
export function accountInDialog(node: EditorNode): string {
  const fields = Object.entries(draftInDialog(node.id));
  return JSON.stringify(fields.filter(([name]) => !SAME_ACCOUNT.includes(name)));
}

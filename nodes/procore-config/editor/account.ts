import { draftInDialog } from './draft-in-dialog';

/** Fields that change neither whose account it is nor what it sees. */
const SAME_ACCOUNT = ['timeout', 'quotaScope', 'reserve', 'lookups'];

/**
 * Calls a listener as soon as the dialog describes another account, another host or another company than before. Node-RED
 * fires `change` on every field when it opens a dialog, and a field that is left fires one too: only other values count.
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

/** All that decides what an answer of Procore's was about, as one text to compare. */
export function accountInDialog(node: EditorNode): string {
  const fields = Object.entries(draftInDialog(node.id));
  return JSON.stringify(fields.filter(([name]) => !SAME_ACCOUNT.includes(name)));
}

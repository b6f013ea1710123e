import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { keepOlder } from '../shared/editor/older-flows';
import { validCount, validJson, validPath } from '../shared/editor/validators';
import { prepareMessageInputs, saveMessageInputs } from './editor/message-inputs';
import { RequestDialog } from './editor/request-dialog';

keepOlder('procore-request', (node) => {
  node.messageInputs ??= 'kept';
});

/** The dialog that is open: Node-RED opens one of a kind at a time. */
let dialog: RequestDialog | undefined;

RED.nodes.registerType('procore-request', {
  ...actionLook,
  defaults: {
    ...actionDefaults,
    operation: { value: '' },
    method: { value: 'GET' },
    path: { value: '', validate: validPath },
    params: { value: [] },
    query: { value: '', validate: validJson('query') },
    queryType: { value: 'json' },
    headers: { value: '', validate: validJson('headers') },
    headersType: { value: 'json' },
    body: { value: '', validate: validJson('body') },
    bodyType: { value: 'json' },
    response: { value: 'auto' },
    paging: { value: 'off' },
    limit: { value: '', validate: validCount },
    perPage: { value: '', validate: validCount },
    parallel: { value: '', validate: validCount },
    dryRun: { value: false },
    messageInputs: { value: 'taken' },
  },
  paletteLabel() {
    return this._('procore-request.label');
  },
  label() {
    const call = this.path ? `${this.method} ${this.path}` : '';
    return this.name || this.operation || call || this._('procore-request.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
    dialog = new RequestDialog(this);
    prepareMessageInputs(this);
  },
  oneditsave() {
    dialog?.save();
    saveMessageInputs(this);
  },
  oneditcancel() {
    dialog?.close();
  },
  oneditdelete() {
    dialog?.close();
  },
});

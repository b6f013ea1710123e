import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { validCount, validJson, validPath } from '../shared/editor/validators';
import { prepareParams, readParams } from './editor/params';
import { prepareRequestFields } from './editor/request-fields';

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
  },
  paletteLabel() {
    return this._('procore-request.label');
  },
  label() {
    return this.name || (this.path ? `${this.method} ${this.path}` : this._('procore-request.label'));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
    prepareRequestFields();
    prepareParams(this);
  },
  oneditsave() {
    this.params = readParams();
  },
});

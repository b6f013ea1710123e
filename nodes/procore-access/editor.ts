import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { validJson } from '../shared/editor/validators';
import { prepareAccessFields } from './editor/access-fields';
import { validOther } from './editor/validators';

RED.nodes.registerType('procore-access', {
  ...actionLook,
  defaults: {
    ...actionDefaults,
    mode: { value: 'audit' },
    companies: { value: 'all' },
    shape: { value: 'rows' },
    known: { value: '', validate: validJson('known') },
    knownType: { value: 'none' },
    // Without `required`: set to false, Node-RED would never ask the validator about an empty one.
    other: { value: '', type: 'procore-config', validate: validOther },
    tools: { value: true },
    store: { value: '' },
  },
  paletteLabel() {
    return this._('procore-access.label');
  },
  label() {
    if (this.name) return this.name;
    const mode = this._(`procore-access.short.${this.mode}`);
    return this.companies === 'one' && this.companyName ? `${mode}: ${this.companyName}` : mode;
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
    prepareAccessFields(this);
  },
});

import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';

RED.nodes.registerType('procore-companies', {
  ...actionLook,
  defaults: { ...actionDefaults },
  paletteLabel() {
    return this._('procore-companies.label');
  },
  label() {
    return this.name || this._('procore-companies.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
  },
});

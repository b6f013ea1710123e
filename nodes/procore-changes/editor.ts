import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { labelOf } from '../shared/editor/label';
import { fields } from './fields';

RED.nodes.registerType('procore-changes', {
  ...actionLook,
  defaults: actionDefaults(fields),
  paletteLabel() {
    return this._('procore-changes.label');
  },
  label() {
    return labelOf(this, this._('procore-changes.label'));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
  },
});

import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { labelOf } from '../shared/editor/label';

RED.nodes.registerType('procore-projects', {
  ...actionLook,
  defaults: {
    ...actionDefaults,
    status: { value: 'active' },
    view: { value: 'normal' },
  },
  paletteLabel() {
    return this._('procore-projects.label');
  },
  label() {
    return labelOf(this, this._('procore-projects.label'));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
  },
});

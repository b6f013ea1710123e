import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { labelOf } from '../shared/editor/label';
import { keepOlder } from '../shared/editor/older-flows';
import { fields } from './fields';
import { migrations } from './migrations';

keepOlder('procore-companies', { fields, migrations });

RED.nodes.registerType('procore-companies', {
  ...actionLook,
  defaults: actionDefaults(fields),
  paletteLabel() {
    return this._('procore-companies.label');
  },
  label() {
    return labelOf(this, this._('procore-companies.label'));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
  },
});

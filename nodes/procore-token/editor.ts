import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { keepOlder } from '../shared/editor/older-flows';
import { fields } from './fields';
import { migrations } from './migrations';

keepOlder('procore-token', { fields, migrations });

RED.nodes.registerType('procore-token', {
  ...actionLook,
  defaults: actionDefaults(fields),
  paletteLabel() {
    return this._('procore-token.label');
  },
  label() {
    return this.name || this._('procore-token.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
    const as = $('#node-input-as');
    const showOutput = () => {
      $('#procore-token-output').toggle(as.val() !== 'header');
      $('#procore-token-header').toggle(as.val() === 'header');
    };
    as.on('change', showOutput);
    showOutput();
  },
});

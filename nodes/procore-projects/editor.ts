import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { labelOf } from '../shared/editor/label';
import { keepOlder } from '../shared/editor/older-flows';
import { chosenBefore, validProjectStatus } from './editor/project-status';

keepOlder('procore-projects', (node, stored) => {
  node.projectStatus ??= chosenBefore(stored);
});

RED.nodes.registerType('procore-projects', {
  ...actionLook,
  defaults: {
    ...actionDefaults,
    projectStatus: { value: 'active', validate: validProjectStatus },
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

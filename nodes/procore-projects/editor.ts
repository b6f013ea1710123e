import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { labelOf } from '../shared/editor/label';
import { keepOlder } from '../shared/editor/older-flows';
import { validProjectStatus } from './editor/project-status';
import { fields } from './fields';
import { migrations } from './migrations';

// The `status` of a pasted node is unknown, since the editor has overwritten it.
keepOlder('procore-projects', { fields, migrations }, { status: '' });

RED.nodes.registerType('procore-projects', {
  ...actionLook,
  defaults: actionDefaults(fields, { projectStatus: validProjectStatus }),
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

import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { labelOf } from '../shared/editor/label';
import { keepOlder } from '../shared/editor/older-flows';
import { prepareScope } from '../shared/editor/scope-rows';
import { prepareAddress } from './editor/address';
import { prepareAgain } from './editor/again';
import { prepareMode } from './editor/mode';
import { preparePlan } from './editor/plan';
import { prepareResources, resourcesInDialog } from './editor/resources';
import { fields } from './fields';
import { migrations } from './migrations';

keepOlder('procore-event', { fields, migrations });

RED.nodes.registerType('procore-event', {
  ...actionLook,
  defaults: actionDefaults(fields),
  paletteLabel() {
    return this._('procore-event.label');
  },
  label() {
    return labelOf(this, this._('procore-event.label'));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
    prepareResources(this);
    prepareScope({ text: (key, values) => this._(key, values) });
    prepareAddress(this);
    preparePlan(this);
    prepareMode(this);
    prepareAgain(this);
  },
  oneditsave() {
    this.resources = resourcesInDialog();
  },
});

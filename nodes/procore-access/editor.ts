import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { keepOlder } from '../shared/editor/older-flows';
import { prepareAccessFields } from './editor/access-fields';
import { validOther } from './editor/validators';
import { fields } from './fields';
import { migrations } from './migrations';

keepOlder('procore-access', { fields, migrations });

RED.nodes.registerType('procore-access', {
  ...actionLook,
  defaults: actionDefaults(fields, { other: validOther }),
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

import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { labelOf } from '../shared/editor/label';
import { validPath } from '../shared/editor/validators';
import { fields } from './fields';

RED.nodes.registerType('procore-changes', {
  ...actionLook,
  defaults: actionDefaults(fields, { path: validPath }),
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
    const references = ['msg', 'flow', 'global', 'env', 'jsonata'];
    for (const name of ['query', 'scopeFilter']) {
      $(`#node-input-${name}`).typedInput({
        default: 'json',
        typeField: `#node-input-${name}Type`,
        types: ['json', ...(name === 'query' ? ['str'] : []), ...references],
      });
    }
  },
});

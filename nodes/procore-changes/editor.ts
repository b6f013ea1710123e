import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { labelOf } from '../shared/editor/label';
import { keepOlder } from '../shared/editor/older-flows';
import { RequestDialog } from '../shared/editor/request/request-dialog';
import { validPath } from '../shared/editor/validators';
import { prepareWay } from './editor/way';
import { fields } from './fields';
import { migrations } from './migrations';

/** The open dialog. Node-RED opens one dialog of a type at a time. */
let dialog: RequestDialog | undefined;

keepOlder('procore-changes', { fields, migrations });

RED.nodes.registerType('procore-changes', {
  ...actionLook,
  defaults: actionDefaults(fields, { path: validPath }),
  paletteLabel() {
    return this._('procore-changes.label');
  },
  label() {
    const what = this.operation || this.path;
    return labelOf(this, this._(`procore-changes.${what ? 'labelOf' : 'label'}`, { what }));
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
    const shown = prepareWay((key, values) => this._(`procore-changes.${key}`, values));
    dialog = new RequestDialog(this, { offered: ({ lists }) => lists, shown });
  },
  oneditsave() {
    dialog?.save();
  },
  oneditcancel() {
    dialog?.close();
  },
  oneditdelete() {
    dialog?.close();
  },
});

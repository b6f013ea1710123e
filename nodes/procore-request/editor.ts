import { namesTold } from '../../src/catalogue/record-names';
import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { keepOlder } from '../shared/editor/older-flows';
import { RequestDialog } from '../shared/editor/request/request-dialog';
import { validPath } from '../shared/editor/validators';
import { BodyField } from './editor/body/body-field';
import { prepareMessageInputs, saveMessageInputs } from './editor/message-inputs';
import { prepareRequestFields } from './editor/request-fields';
import { fields } from './fields';
import { migrations } from './migrations';

keepOlder('procore-request', { fields, migrations });

/** The open dialog. Node-RED opens one dialog of a type at a time. */
let dialog: RequestDialog | undefined;

RED.nodes.registerType('procore-request', {
  ...actionLook,
  defaults: actionDefaults(fields, { path: validPath }),
  paletteLabel() {
    return this._('procore-request.label');
  },
  label() {
    const call = this.path ? `${this.method} ${this.path}` : '';
    const does = this.operation || call;
    const about = namesTold(this.names);
    return this.name || (does && about ? `${does} · ${about}` : does) || this._('procore-request.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
    const shown = prepareRequestFields(this);
    dialog = new RequestDialog(this, { body: (...parts) => new BodyField(this, ...parts), shown });
    prepareMessageInputs(this);
  },
  oneditsave() {
    dialog?.save();
    saveMessageInputs(this);
  },
  oneditcancel() {
    dialog?.close();
  },
  oneditdelete() {
    dialog?.close();
  },
});

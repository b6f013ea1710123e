import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { labelOf } from '../shared/editor/label';
import { prepareScope } from '../shared/editor/scope-rows';
import { showAddress } from './editor/address';
import { prepareMode } from './editor/mode';
import { prepareResources, resourcesInDialog } from './editor/resources';
import { fields } from './fields';

/** A list of every project, for the number of projects that a node covers. */
const PROJECTS = '/rest/v1.0/projects/{project_id}/rfis';

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
    showAddress(this);
    prepareMode();
    prepareScope({
      text: (key, values) => this._(key, values),
      call: () => ({ method: 'GET', path: PROJECTS }),
      mayBeCall: false,
    });
  },
  oneditsave() {
    this.resources = resourcesInDialog();
  },
});

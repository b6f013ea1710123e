import { actionDefaults, actionLook } from '../shared/editor/action-definition';
import { prepareActionFields } from '../shared/editor/action-fields';
import { keepOlder } from '../shared/editor/older-flows';
import { ColumnsPanel } from './editor/columns-panel';
import { prepareTableFields } from './editor/table-fields';
import { validTable } from './editor/validators';
import { fields } from './fields';
import { migrations } from './migrations';

keepOlder('procore-table', { fields, migrations });

RED.nodes.registerType('procore-table', {
  ...actionLook,
  defaults: actionDefaults(fields, { table: validTable }),
  paletteLabel() {
    return this._('procore-table.label');
  },
  label() {
    if (this.name) return this.name;
    return this.as === 'sql' && this.table ? `SQL: ${this.table}` : this._('procore-table.label');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareActionFields(this);
    prepareTableFields(this);
    new ColumnsPanel(this);
  },
});

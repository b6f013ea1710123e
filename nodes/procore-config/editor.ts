import { PRESETS } from '../../src/environments';
import { prepareAdvanced } from '../shared/editor/advanced';
import { keepOlder } from '../shared/editor/older-flows';
import { validatorsFor } from '../shared/editor/validators';
import { credentialsOf, defaultsOf } from '../shared/fields/defaults';
import { prepareCheck } from './editor/check';
import { CompanyField } from './editor/company-field';
import { prepareConnectionFields } from './editor/connection-fields';
import { FieldMarks } from './editor/field-marks';
import { prepareKeyHelp } from './editor/key-help';
import { prepareRequired } from './editor/required';
import { prepareSignIn } from './editor/sign-in';
import { validDefaultCompany, validTimeout, validUrl } from './editor/validators';
import { fields } from './fields';
import { migrations } from './migrations';

keepOlder('procore-config', { fields, migrations });

/** Ends what the open dialog has begun; a page has one dialog of a connection at a time. */
let endSignIn: (() => void) | undefined;

RED.nodes.registerType('procore-config', {
  category: 'config',
  defaults: defaultsOf(
    fields,
    validatorsFor({
      loginUrl: validUrl,
      apiUrl: validUrl,
      companyId: validDefaultCompany,
      timeout: validTimeout,
    }),
  ),
  credentials: credentialsOf(fields),
  label() {
    const environment = this._(`procore-config.environment.${this.environment}`);
    // A demo must never be mistaken for the real thing, whatever its name.
    if (this.environment === 'demo') return this.name ? `${this.name} (${environment})` : environment;
    return this.name || `Procore ${environment}`;
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareConnectionFields(this, PRESETS);
    const marks = new FieldMarks((key) => this._(key));
    endSignIn = prepareSignIn(this, marks);
    prepareCheck(this, marks, new CompanyField(this, marks));
    prepareRequired(this, marks);
    prepareKeyHelp(this);
    prepareAdvanced(this, { prefix: 'node-config-input', openIfChanged: true });
  },
  oneditcancel() {
    endSignIn?.();
  },
  oneditdelete() {
    endSignIn?.();
  },
});

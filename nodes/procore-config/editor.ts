import { PRESETS } from '../../src/environments';
import { validPercent } from '../shared/editor/validators';
import { prepareCheck } from './editor/check';
import { prepareCompanyField } from './editor/company-field';
import { prepareConnectionFields } from './editor/connection-fields';
import { FieldMarks } from './editor/field-marks';
import { prepareRequired } from './editor/required';
import { prepareSignIn } from './editor/sign-in';
import { validDefaultCompany, validTimeout, validUrl } from './editor/validators';

RED.nodes.registerType('procore-config', {
  category: 'config',
  defaults: {
    name: { value: '' },
    environment: { value: 'production', required: true },
    loginUrl: { value: '', validate: validUrl },
    apiUrl: { value: '', validate: validUrl },
    allowHttp: { value: false },
    actAs: { value: 'app' },
    companyId: { value: '', validate: validDefaultCompany },
    companyName: { value: '' },
    demoAccount: { value: 'main' },
    timeout: { value: '60', validate: validTimeout },
    quotaScope: { value: 'company' },
    reserve: { value: '2', validate: validPercent },
    lookups: { value: true },
    tls: { value: '', type: 'tls-config', required: false },
    proxy: { value: '', type: 'http proxy', required: false },
  },
  credentials: {
    clientId: { type: 'text' },
    clientSecret: { type: 'password' },
  },
  label() {
    const environment = this._(`procore-config.environment.${this.environment}`);
    // A demo must never be taken for the real thing, whatever it was named.
    if (this.environment === 'demo') return this.name ? `${this.name} (${environment})` : environment;
    return this.name || `Procore ${environment}`;
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    prepareConnectionFields(this, PRESETS);
    const marks = new FieldMarks((key) => this._(key));
    prepareSignIn(this, marks);
    prepareCheck(this, marks, prepareCompanyField(this, marks));
    prepareRequired(this, marks);
  },
});

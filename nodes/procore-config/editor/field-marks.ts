import type { Check } from '../../../src/access/check';
import type { Refusal } from '../../shared/editor/ask';

const FIELDS = [
  'environment',
  'loginUrl',
  'apiUrl',
  'clientId',
  'clientSecret',
  'companyId',
  'timeout',
  'reserve',
] as const;
type Field = (typeof FIELDS)[number];

/** The visible field; that of the company shows a name, and its id is in a hidden one. */
const input = (name: Field) =>
  $(name === 'companyId' ? '#procore-config-company' : `#node-config-input-${name}`);

/** Failures that concern the hosts of a connection. All others came from Procore or from this package. */
const ABOUT_HOSTS = ['PROCORE_NETWORK', 'PROCORE_TIMEOUT', 'PROCORE_BAD_RESPONSE'];

/** Marks fields of the connection dialog green or red, with the reason below the field. */
export class FieldMarks {
  /** @param text a text of this node's catalogue */
  constructor(private readonly text: (key: string) => string) {}

  clear(): void {
    $('.procore-valid').removeClass('procore-valid');
    $('.procore-reason').remove();
    for (const field of FIELDS) {
      input(field).removeClass('input-error').removeAttr('aria-invalid').removeAttr('aria-errormessage');
    }
  }

  /**
   * Marks the empty fields that every call needs, and moves the focus to the first of them.
   * @returns whether a field is empty
   */
  empty(): boolean {
    this.clear();
    const environment = String(input('environment').val());
    const needed: Field[] = environment === 'demo' ? [] : ['clientId', 'clientSecret'];
    if (environment === 'custom') needed.unshift('loginUrl', 'apiUrl');
    // A secret that is stored shows as a placeholder value, so its field is not empty.
    const empty = needed.filter((field) => String(input(field).val() ?? '').trim() === '');
    for (const field of empty) this.#bad(this.text(`procore-config.missing.${field}`), field);
    const [first] = empty;
    if (first) input(first).trigger('focus');
    return empty.length > 0;
  }

  /** Marks the fields that a check has judged. @returns the steps whose cause is now shown at a field */
  show(checks: readonly Check[], environment: string): Set<Check['step']> {
    const shown = new Set<Check['step']>();
    for (const check of checks) {
      const { step, verdict, error } = check;
      if (step === 'token' && verdict === 'ok') this.#good('clientId', 'clientSecret', ...hosts(environment));
      if (step === 'company' && verdict === 'ok') this.#good('companyId');
      const fields = error && !wantsSignIn(check) ? fieldsOf(step, error, environment) : [];
      if (error && fields.length > 0) {
        this.#bad(error.cause, ...fields);
        shown.add(step);
      }
    }
    return shown;
  }

  /** Marks the fields of an invalid setting. @returns false if it belongs to no field */
  refused({ code, cause, fix }: Refusal, environment: string): boolean {
    const fields = code === 'PROCORE_CONFIG' ? fieldsNamed(cause, environment) : [];
    this.#bad(`${cause} ${fix}`, ...fields);
    return fields.length > 0;
  }

  #good(...fields: Field[]): void {
    for (const field of fields) if (String(input(field).val())) input(field).addClass('procore-valid');
  }

  #bad(reason: string, ...fields: Field[]): void {
    const [first] = fields;
    if (!first) return;
    const id = `procore-reason-${first}`;
    for (const field of fields) {
      input(field).removeClass('procore-valid').addClass('input-error');
      input(field).attr('aria-invalid', 'true').attr('aria-errormessage', id);
    }
    const row = input(first).closest('.form-row');
    row.append($('<div class="procore-reason" role="alert">').attr('id', id).text(reason));
  }
}

/** Whether the connection acts as a user and nobody is signed in: the key is not at fault. */
export function wantsSignIn({ step, error }: Check): boolean {
  return step === 'token' && error?.code === 'PROCORE_AUTH' && /^Sign in/.test(error.fix);
}

/** The fields that a failed step is about, the one with the reason first. */
function fieldsOf(
  step: Check['step'],
  { code, cause }: NonNullable<Check['error']>,
  environment: string,
): Field[] {
  if (step === 'company') return ABOUT_HOSTS.includes(code) ? hosts(environment) : ['companyId'];
  if (step !== 'token' && step !== 'companies') return [];
  if (code === 'PROCORE_AUTH') return ['clientSecret', 'clientId'];
  if (ABOUT_HOSTS.includes(code)) return hosts(environment);
  return code === 'PROCORE_CONFIG' ? fieldsNamed(cause, environment) : [];
}

/** How the error sentences about settings (src/connection.ts, the draft's check) name their fields. */
const NAMES: ReadonlyArray<readonly [Field, RegExp]> = [
  ['loginUrl', /the login URL (is|must|begins)|"login URL"/i],
  ['apiUrl', /the API URL (is|must|begins)|"API URL"/i],
  ['clientId', /client id is|"client id"/i],
  ['clientSecret', /client secret (is|belongs)|"client secret"/i],
  ['companyId', /default company must|"default company"/i],
  ['timeout', /request timeout must|"request timeout"/i],
  ['reserve', /reserve must|"reserve"/i],
];

/** The fields that an error sentence about settings names. URLs have fields only in the custom environment. */
function fieldsNamed(cause: string, environment: string): Field[] {
  const named = NAMES.filter(([, name]) => name.test(cause)).map(([field]) => field);
  return named.filter((field) => environment === 'custom' || (field !== 'loginUrl' && field !== 'apiUrl'));
}

/** The fields that decide which hosts a connection uses. */
function hosts(environment: string): Field[] {
  return environment === 'custom' ? ['loginUrl', 'apiUrl'] : ['environment'];
}

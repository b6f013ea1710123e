import type { Check } from '../../../src/access/check';
import type { Refusal } from '../../shared/editor/ask';

type Field = 'environment' | 'loginUrl' | 'apiUrl' | 'clientId' | 'clientSecret' | 'companyId';

const input = (name: Field) => $(`#node-config-input-${name}`);

/** Marks fields of the connection dialog green or red, the reason beside them. */
export class FieldMarks {
  clear(): void {
    $('.procore-valid').removeClass('procore-valid');
    $('.procore-reason').remove();
    for (const field of [
      'environment',
      'loginUrl',
      'apiUrl',
      'clientId',
      'clientSecret',
      'companyId',
    ] as const) {
      input(field).removeClass('input-error').removeAttr('aria-invalid');
    }
  }

  /** What a check says about the fields. */
  show(checks: readonly Check[], environment: string): void {
    for (const { step, verdict, error } of checks) {
      if (step === 'token' && verdict === 'ok') this.#good('clientId', 'clientSecret', ...hosts(environment));
      if (step === 'company' && verdict === 'ok') this.#good('companyId');
      if (error && step === 'company') this.#bad(error.cause, 'companyId');
      if (error && (step === 'token' || step === 'companies')) this.refused(error, environment);
    }
  }

  /** Which fields a refusal is about. */
  refused({ code, cause }: Pick<Refusal, 'code' | 'cause'>, environment: string): void {
    if (code === 'PROCORE_AUTH') this.#bad(cause, 'clientSecret', 'clientId');
    else if (code === 'PROCORE_CONFIG' && /secret/i.test(cause)) this.#bad(cause, 'clientSecret');
    else if (code !== 'PROCORE_CONFIG') this.#bad(cause, ...hosts(environment));
  }

  #good(...fields: Field[]): void {
    for (const field of fields) if (String(input(field).val())) input(field).addClass('procore-valid');
  }

  #bad(reason: string, ...fields: Field[]): void {
    for (const field of fields) {
      input(field).removeClass('procore-valid').addClass('input-error').attr('aria-invalid', 'true');
    }
    const [first] = fields;
    if (first) input(first).closest('.form-row').append($('<div class="procore-reason">').text(reason));
  }
}

/** The fields that decide where a connection leads. */
function hosts(environment: string): Field[] {
  return environment === 'custom' ? ['loginUrl', 'apiUrl'] : ['environment'];
}

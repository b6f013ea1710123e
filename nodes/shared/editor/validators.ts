import type { Field } from '../fields/field';

/** True, or the sentence that says what to do. Node-RED itself accepts any `${VAR}` before these are asked. */
type Verdict = true | string;

/** Empty (then the message decides), or a path below /rest/. */
export function validPath(this: EditorNode, value: string, _options: object): Verdict {
  return !value || value.startsWith('/rest/') || value.includes('${') || this._('procore.invalid.path');
}

/** Empty, or a whole number above 0. */
function validCount(this: EditorNode, value: string | number, _options: object): Verdict {
  return /^([1-9]\d*)?$/.test(String(value ?? '')) || this._('procore.invalid.limit');
}

/** Empty, or a number above 0. */
function validPositive(this: EditorNode, value: string | number, _options: object): Verdict {
  return String(value ?? '') === '' || Number(value) > 0 || this._('procore.invalid.positive');
}

/** Empty, or a share in percent that leaves something over. */
function validPercent(this: EditorNode, value: string | number, _options: object): Verdict {
  const share = Number(value);
  return String(value ?? '') === '' || (share >= 0 && share <= 90) || this._('procore.invalid.percent');
}

/** A typed-in company id has nothing but digits; other kinds of input are known only at run time. */
export function validCompany(this: EditorNode, value: string | number, _options: object): Verdict {
  const type = openValue('companyType') ?? this.companyType;
  return type !== 'num' || /^([1-9]\d*)?$/.test(String(value ?? '')) || this._('procore.invalid.company');
}

/** JSON in a typed input that is set to JSON. */
function validJson(property: string) {
  return function (this: EditorNode, value: string, _options: object): Verdict {
    const type = openValue(`${property}Type`) ?? this[`${property}Type`];
    if (type !== 'json' || !value) return true;
    try {
      JSON.parse(value);
      return true;
    } catch {
      return this._('procore.invalid.json');
    }
  };
}

/** A field of the dialog that is open, if one is: it is newer than the saved node. */
function openValue(property: string): string | undefined {
  const field = $(`#node-input-${property}`);
  return field.length > 0 ? String(field.val()) : undefined;
}

/** Validators by field, for what is not the same for each field of a kind. */
export type Validators = Readonly<Record<string, EditorProperty['validate']>>;

/** The validator of a field: its own, else that of its kind. */
export function validatorsFor(own: Validators): (name: string, field: Field) => EditorProperty['validate'] {
  return (name, { kind }) => own[name] ?? (kind === 'typed' ? validJson(name) : OF_KIND[kind]);
}

const OF_KIND: Partial<Record<Field['kind'], EditorProperty['validate']>> = {
  count: validCount,
  seconds: validPositive,
  percent: validPercent,
};

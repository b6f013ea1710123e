import type { Field } from '../fields/field';

/** True, or the sentence that says what to do. Node-RED itself accepts any `${VAR}` and does not call these for it. */
type Verdict = true | string;

/** A path below /rest/, or empty: then the message decides. */
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

/** Empty, or a percentage from 0 to 90. */
function validPercent(this: EditorNode, value: string | number, _options: object): Verdict {
  const share = Number(value);
  return String(value ?? '') === '' || (share >= 0 && share <= 90) || this._('procore.invalid.percent');
}

/** A typed company id consists of digits; other kinds of input are known only at run time. */
export function validCompany(this: EditorNode, value: string | number, _options: object): Verdict {
  const type = openValue('companyType') ?? this.companyType;
  return type !== 'num' || /^([1-9]\d*)?$/.test(String(value ?? '')) || this._('procore.invalid.company');
}

/** Checks the JSON of a typed input if its type is JSON. */
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

/** The value of a field in the open dialog, if one is open: it is newer than the saved node. */
function openValue(property: string): string | undefined {
  const field = $(`#node-input-${property}`);
  return field.length > 0 ? String(field.val()) : undefined;
}

/** Validators by field, for fields that differ from others of their kind. */
export type Validators = Readonly<Record<string, EditorProperty['validate']>>;

/** The validator of a field: its own, or else that of its kind. */
export function validatorsFor(own: Validators): (name: string, field: Field) => EditorProperty['validate'] {
  return (name, { kind }) => own[name] ?? (kind === 'typed' ? validJson(name) : OF_KIND[kind]);
}

const OF_KIND: Partial<Record<Field['kind'], EditorProperty['validate']>> = {
  count: validCount,
  seconds: validPositive,
  percent: validPercent,
};

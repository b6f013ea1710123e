type Verdict = true | string;

/** For a custom environment: an address without a path. */
export function validUrl(this: EditorNode, value: string, _options: object): Verdict {
  const open = $('#node-config-input-environment');
  const environment = open.length > 0 ? open.val() : this.environment;
  if (environment !== 'custom') return true;
  return /^https?:\/\/[^/\s?#@]+\/?$/i.test(value) || this._('procore-config.invalid.url');
}

/** Empty, or a company id. */
export function validDefaultCompany(this: EditorNode, value: string | number, _options: object): Verdict {
  return /^([1-9]\d*)?$/.test(String(value ?? '')) || this._('procore.invalid.company');
}

/** Seconds above 0 and up to one day. */
export function validTimeout(this: EditorNode, value: string | number, _options: object): Verdict {
  return (
    (Number(value) > 0 && Number(value) <= 86_400) ||
    String(value) === '' ||
    this._('procore-config.invalid.timeout')
  );
}

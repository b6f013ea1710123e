import { configError } from '../../src/errors.js';

/** The values that a property of a flow may have, by node type; `*` is every action node. */
const CHOICES: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  '*': {
    companyType: ['connection', 'message', 'num', 'str', 'msg', 'flow', 'global', 'env', 'jsonata'],
    outputType: ['msg', 'flow', 'global'],
    delivery: ['array', 'page', 'row'],
    onError: ['catch', 'output'],
  },
  'procore-token': {
    as: ['payload', 'header'],
  },
  'procore-projects': {
    projectStatus: ['active', 'inactive', 'all'],
    view: ['normal', 'compact', 'extended', 'ids'],
  },
  'procore-request': {
    response: ['auto', 'json', 'text', 'buffer'],
    paging: ['off', 'all'],
    messageInputs: ['taken', 'kept'],
  },
  'procore-access': {
    mode: ['audit', 'compare', 'installations', 'required'],
    companies: ['all', 'one'],
    shape: ['rows', 'matrix', 'changes'],
  },
};

/** The names of properties that are not those of their fields. */
const CALLED: Readonly<Record<string, string>> = {
  projectStatus: 'Status',
};

/**
 * Checks the properties that have a fixed set of values: a flow may have been written by hand, or by a version in which the
 * editor overwrote one. A property that is not there has its default.
 * @throws ProcoreError PROCORE_CONFIG naming the property and what it may be
 */
export function checkChoices(config: { readonly type: string }): void {
  const given = config as Readonly<Record<string, unknown>>;
  for (const [name, values] of Object.entries({ ...CHOICES['*'], ...CHOICES[config.type] })) {
    const value = given[name];
    if (value === undefined || values.includes(value)) continue;
    const what = value === '' ? 'is empty' : `is ${shown(value)}`;
    throw configError(
      `The field "${CALLED[name] ?? name}" ${what}: it must be one of ${values.join(', ')}.`,
      'Open the node and choose one.',
    );
  }
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : `no text but ${typeof value === 'object' ? 'an object' : typeof value}`;
}

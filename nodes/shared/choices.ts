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

/** Of a connection; an empty one has its default. */
const OF_CONNECTION: Readonly<Record<string, readonly unknown[]>> = {
  actAs: ['app', 'user', ''],
  quotaScope: ['company', 'app', ''],
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
  checkEach(config as Given, { ...CHOICES['*'], ...CHOICES[config.type] }, 'Open the node and choose one.');
}

/** The same for a connection. @throws ProcoreError PROCORE_CONFIG */
export function checkConnectionChoices(def: object): void {
  checkEach(def as Given, OF_CONNECTION, 'Open the connection and choose one.');
}

type Given = Readonly<Record<string, unknown>>;

function checkEach(given: Given, choices: Readonly<Record<string, readonly unknown[]>>, fix: string): void {
  for (const [name, values] of Object.entries(choices)) {
    const value = given[name];
    if (value === undefined || values.includes(value)) continue;
    const what = value === '' ? 'is empty' : `is ${shown(value)}`;
    const possible = values.filter((each) => each !== '').join(', ');
    throw configError(`The field "${CALLED[name] ?? name}" ${what}: it must be one of ${possible}.`, fix);
  }
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : `no text but ${typeof value === 'object' ? 'an object' : typeof value}`;
}

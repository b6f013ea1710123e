/** The version of the properties that flows store. Raised with every change of a default; see {@link STEPS}. */
export const FLOW_VERSION = 2;

type Stored = Readonly<Record<string, unknown>>;

/** What leads to a version: the stored properties as that version would have stored them. */
interface Step {
  readonly to: number;
  up(stored: Stored): Stored;
}

/** Before there was a version: nodes of 0.1, and flows written by hand. */
const FIRST: Step = {
  to: 1,
  up: (stored) => ({
    companyType: 'connection',
    output: 'payload',
    outputType: 'msg',
    delivery: 'array',
    tick: false,
    concurrency: '8',
    deadline: '',
    onError: 'catch',
    outputs: 1,
    ...stored,
  }),
};

const PROJECT_STATUSES: readonly unknown[] = ['active', 'inactive', 'all'];

/**
 * `status` is where Node-RED's editor keeps what a node shows, which was then stored in place of the setting. Of such a
 * node nobody knows what was chosen: it stays empty, which is an error and not another choice.
 */
const RENAMED_STATUS: Step = {
  to: 2,
  up: ({ status = 'active', ...stored }) => ({
    projectStatus: PROJECT_STATUSES.includes(status) ? status : '',
    ...stored,
  }),
};

/** What a request took from a message stayed on it. */
const KEPT_INPUTS: Step = {
  to: 2,
  up: (stored) => ({ messageInputs: 'kept', ...stored }),
};

/**
 * The steps of each node type, in order. A step is never changed once it was released, and has a test of its own. The
 * default of a new node is none: since version 2 a new node's company is the message's, and an older one keeps its own.
 */
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  'procore-access': [FIRST],
  'procore-companies': [FIRST],
  'procore-projects': [FIRST, RENAMED_STATUS],
  'procore-request': [FIRST, KEPT_INPUTS],
  'procore-token': [FIRST],
};

/**
 * A node's properties as the newest version would have stored them. What is there already stays as it is, also in flows of
 * a version that is newer than this one.
 */
export function migrated<T extends { readonly type: string }>(stored: T): T {
  const given = Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== undefined));
  const version = Number(given.version ?? 0);
  const steps = (STEPS[stored.type] ?? []).filter(({ to }) => to > version);
  const newest = steps.reduce<Stored>((older, step) => step.up(older), given);
  return { ...newest, version: Math.max(version, FLOW_VERSION) } as unknown as T;
}

/** The version of the properties that flows store. Raised with every change of a default; see {@link STEPS}. */
export const FLOW_VERSION = 1;

type Stored = Record<string, unknown>;

/**
 * What a flow that was stored by an older version of a node lacks: each step leads to the version of its number. A step is
 * never changed once it was released, and has a test of its own.
 */
const STEPS: ReadonlyArray<{ readonly to: number; readonly adds: Stored }> = [
  // Before there was a version: nodes of 0.1, and flows written by hand.
  {
    to: 1,
    adds: {
      ...{ companyType: 'connection', output: 'payload', outputType: 'msg', delivery: 'array', tick: false },
      ...{ concurrency: '8', deadline: '', onError: 'catch', outputs: 1 },
    },
  },
];

/**
 * A node's properties as the newest version would have stored them. What is there already stays as it is, also in flows of
 * a version that is newer than this one.
 */
export function migrated<T extends object>(stored: T): T {
  const version = Number((stored as Stored).version ?? 0);
  const missing = STEPS.filter(({ to }) => to > version).map(({ adds }) => adds);
  const filled: Stored = Object.assign({}, ...missing);
  for (const [name, value] of Object.entries(stored)) if (value !== undefined) filled[name] = value;
  return { ...filled, version: Math.max(version, FLOW_VERSION) } as unknown as T;
}

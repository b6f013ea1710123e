import { isLoopback } from '../../connection.js';
import { configError } from '../../errors.js';
import type { Secret } from '../../secret.js';
import type { Action } from '../event.js';

export type HookAction = Action;
export const HOOK_ACTIONS: readonly HookAction[] = ['create', 'update', 'delete'];

/** Forms of a delivery's body. Procore names v4.0 for new integrations. */
export const PAYLOAD_VERSIONS = ['v4.0', 'v3.0', 'v2.0'] as const;
export type PayloadVersion = (typeof PAYLOAD_VERSIONS)[number];

/** The form that a hook has; undefined if it is none of them. Older hooks have it without the zero, as `v2`. */
export function payloadVersionOf(shown: string): PayloadVersion | undefined {
  return PAYLOAD_VERSIONS.find((version) => version === shown || version === `${shown}.0`);
}

/** What a flow asks for. Without actions, it wants every one. */
export interface AskedResource {
  readonly name: string;
  readonly actions?: readonly string[] | undefined;
}

/**
 * What a hook is to tell of, for what a flow asks for, and how its deliveries are known.
 * @param door the address for deliveries; with a gate, the value is at its end
 */
export function wishFor(
  resources: readonly AskedResource[],
  { url, gate }: { readonly url: string; readonly gate?: Secret | undefined },
  payloadVersion: PayloadVersion,
  places: readonly HookPlace[],
): Omit<HookWish, 'namespace'> {
  return {
    url,
    ...(gate && { gate }),
    payloadVersion,
    resources: resources.map(({ name, actions = [] }) => ({
      name,
      actions: HOOK_ACTIONS.filter((action) => actions.length === 0 || actions.includes(action)),
    })),
    places,
  };
}

/** Where a hook is: at a company, or at one of its projects. A company's hook is told of the company's records only, not of those of its projects. */
export interface HookPlace {
  readonly companyId: string;
  readonly projectId?: string;
}

/** Something to be told of, by Procore's name for it, such as `RFIs`. */
export interface WantedResource {
  readonly name: string;
  readonly actions: readonly HookAction[];
}

/** The hooks that there should be. */
export interface HookWish {
  /**
   * Small letters, digits and dashes. All hooks of this namespace are taken for ours, so two receivers need two
   * namespaces.
   */
  readonly namespace: string;
  /** Where Procore delivers to. It may hold a secret, so no plan and no report has it. */
  readonly url: string;
  readonly payloadVersion: PayloadVersion;
  /**
   * The Authorization header that deliveries need for something else. The value by which they are known is in the address
   * then, where the caller puts it. @default the header holds that value
   */
  readonly gate?: Secret;
  readonly resources: readonly WantedResource[];
  /** Companies for what belongs to a company, projects for what belongs to a project. */
  readonly places: readonly HookPlace[];
  /** Namespaces of older hooks that the plan lists. @default none */
  readonly oldNamespaces?: readonly string[];
}

/**
 * Checks what Procore would refuse.
 * @throws ProcoreError PROCORE_CONFIG
 */
export function checkWish({ namespace, url }: HookWish): void {
  checkNamespace(namespace);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw configError(
      'The address for deliveries is missing, or is none.',
      'Enter the public URL of this Node-RED in the Procore connection.',
    );
  }
  const address = new URL(url);
  // The simulator delivers to this machine.
  if (address.protocol === 'https:' || isLoopback(address)) return;
  throw configError(
    'The address for deliveries begins with http://, and Procore delivers to https:// only.',
    'Enter a public URL that begins with https:// in the Procore connection.',
  );
}

/** @throws ProcoreError PROCORE_CONFIG */
export function checkNamespace(namespace: string): void {
  if (/^[a-z0-9-]{1,100}$/.test(namespace)) return;
  throw configError(
    'The namespace of the webhooks may have small letters, digits and dashes only.',
    'Correct the namespace.',
  );
}

/** A name for a place, the same each time. */
export function placeKey({ companyId, projectId }: HookPlace): string {
  return projectId === undefined ? companyId : `${companyId}/${projectId}`;
}

export function placeOfKey(key: string): HookPlace {
  const [companyId = '', projectId] = key.split('/');
  return projectId === undefined ? { companyId } : { companyId, projectId };
}

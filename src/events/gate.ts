/**
 * A gate is something in front of the receiver that claims the Authorization header: a password that Node-RED itself asks
 * for (`httpNodeAuth`). The header then opens the gate, and the value by which deliveries are known is in the address.
 */
import { createHmac } from 'node:crypto';
import { configError, type ProcoreError } from '../errors.js';
import { Secret } from '../secret.js';

/** The Authorization header that opens a gate. */
export type Gate = Secret;

/** User and password that a gate asks for, as a connection has them. */
interface GateKey {
  readonly gateUser?: string | undefined;
  readonly gatePassword?: Secret | undefined;
}

/**
 * The Authorization header that opens the gate (RFC 7617).
 * @returns undefined if user or password is missing
 */
export function gateHeader({ gateUser, gatePassword }: GateKey): Gate | undefined {
  if (gateUser === undefined || gatePassword === undefined) return undefined;
  return new Secret(`Basic ${Buffer.from(`${gateUser}:${gatePassword.reveal()}`).toString('base64')}`);
}

/**
 * The end of the address, 256 bits that nobody can guess. Procore shows addresses, and of a header only its end: so the
 * end of the address depends on the header too, and a hook that still has an earlier password is seen and repaired.
 * @param value the value by which deliveries are known
 */
export function addressEnd(value: string, gate: Gate): string {
  return createHmac('sha256', value).update(gate.reveal()).digest('base64url');
}

/** How a gate stands: it can be opened with this header, or it is shut. */
export type GateState =
  | { readonly gate: Gate; readonly shut?: undefined }
  | { readonly gate?: undefined; readonly shut: ProcoreError };

/**
 * Finds out how a gate stands, without trying it.
 * @param asks `httpNodeAuth` of settings.js: user and password, or functions that ask for anything
 * @returns undefined if there is none
 */
export function gateFor(asks: unknown, key: GateKey): GateState | undefined {
  if (!asks) return undefined;
  const { user = key.gateUser } = asks as { readonly user?: unknown };
  const gate = user === key.gateUser ? gateHeader(key) : undefined;
  return gate ? { gate } : { shut: gateShut() };
}

function gateShut(): ProcoreError {
  return configError(
    'Node-RED asks Procore for a password (httpNodeAuth), and the connection does not have it, so no event comes through.',
    'Enter user and password of httpNodeAuth in the connection, or set a receiver port there and let the public URL lead to it.',
  );
}

/** Why nothing is received behind a gate that was tried. */
export function gateRefused(): ProcoreError {
  return configError(
    'Node-RED refuses what Procore sends, since the password in the connection is not the one of httpNodeAuth.',
    'Enter the password of httpNodeAuth in the connection. If it is the right one, let the proxy pass the Authorization header on.',
  );
}

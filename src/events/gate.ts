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

/** Why nothing is received behind a gate that is shut. */
export function gateShut(): ProcoreError {
  return configError(
    'Node-RED asks Procore for a password (httpNodeAuth), and the connection does not have it, so no event comes through.',
    'Enter user and password of httpNodeAuth in the connection, or set a receiver port there and let the public URL lead to it.',
  );
}

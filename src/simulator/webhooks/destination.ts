/** Which addresses a hook may have, and which the simulator sends to. */

/** Whether an address is on this machine. The parser has written every form of an IPv4 address as four numbers. */
export function isThisMachine({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * Whether a hook may have the address. Procore takes https only. The simulator also takes http for this machine, because
 * nobody has a certificate for it.
 */
export function isDestination(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const url = new URL(value);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url));
}

/** The path of every receiver, below whatever is before it. */
export const EVENTS_PATH = '/procore/events';

/** The parts of a URL that name a receiver; undefined if it names none. */
export function addressOf(url: string): { readonly node: string; readonly secret?: string } | undefined {
  const [path = ''] = url.split('?');
  const at = path.lastIndexOf(`${EVENTS_PATH}/`);
  if (at < 0) return undefined;
  const [node = '', secret, ...more] = path.slice(at + EVENTS_PATH.length + 1).split('/');
  if (node === '' || more.length > 0) return undefined;
  return { node, ...(secret && { secret }) };
}

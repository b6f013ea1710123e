/**
 * The content of an answer's `data` envelope: every v2 answer has one, and so have the lists of a few v1 operations
 * (seven in the specification). Other bodies are returned as they are.
 */
export function envelopeOpened(body: unknown, path: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !('data' in body)) return body;
  return path.startsWith('/rest/v2') || Array.isArray(body.data) ? body.data : body;
}

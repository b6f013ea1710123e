/**
 * The target of `rel="next"` in a Link header (RFC 8288, section 3), if there is one. It looks at each character a fixed
 * number of times, whatever the header holds.
 */
export function nextLink(header = ''): string | undefined {
  let start = header.indexOf('<');
  while (start >= 0) {
    const end = header.indexOf('>', start);
    if (end < 0) return undefined;
    const [parameters = ''] = unquotedParts(header, ',', end + 1);
    if (saysNext(parameters)) return header.slice(start + 1, end);
    start = header.indexOf('<', end + 1 + parameters.length);
  }
  return undefined;
}

function saysNext(parameters: string): boolean {
  for (const parameter of unquotedParts(parameters, ';')) {
    const [name = '', value = ''] = parameter.split('=', 2);
    if (name.trim().toLowerCase() !== 'rel') continue;
    return value.replaceAll('"', '').trim().toLowerCase().split(/\s+/).includes('next');
  }
  return false;
}

/** The parts of a text between marks. Marks within quotes do not count. */
function* unquotedParts(text: string, mark: string, from = 0): Generator<string> {
  let start = from;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    if (text[at] !== mark || quoted) continue;
    yield text.slice(start, at);
    start = at + 1;
  }
  yield text.slice(start);
}

/** A count of rows in a header; undefined if it is missing or not a whole number. */
export function countIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The target of `rel="next"` in a Link header (RFC 8288), if there is one. */
export function nextLink(header: string | undefined): string | undefined {
  return /<([^<>]*)>\s*;[^<]*\brel="?next"?/i.exec(header ?? '')?.[1];
}

/** A header's whole number; undefined where it is missing or something else. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

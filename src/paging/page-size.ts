/**
 * The largest page an operation gives. Every page costs one request of the quota, so Procore's defaults (10 to 100)
 * waste most of it. Sources: its pagination page ("at or below 2,000" for v1), the specification's maximum for
 * v1.1 projects, and the v2 announcement (at most 100). Larger values are clamped by the server.
 */
export function largestPage(path: string): number {
  if (/^\/rest\/v1\.[01]\/projects\/?(\?|$)/.test(path)) return 300;
  return /^\/rest\/v1\./.test(path) ? 2_000 : 100;
}

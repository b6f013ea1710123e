import type { Passing } from '../../testing/changes/fault-proxy.js';

/** The tools of an answer about permissions, all of them off. */
export function switchedOff(answer: Passing): void {
  withLevel(answer, 'None');
}

/** The tools of an answer about permissions, on the lowest level that sees rows. */
export function lowered(answer: Passing): void {
  withLevel(answer, 'Read Only');
}

function withLevel(answer: Passing, name: string): void {
  const told = JSON.parse(answer.body) as { tools: Array<{ user_access_level: { name: string } }> };
  for (const tool of told.tools) tool.user_access_level.name = name;
  answer.body = JSON.stringify(told);
}

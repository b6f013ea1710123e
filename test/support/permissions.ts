import { TOOLS } from '../../src/simulator/tools.js';

/** The highest level on every tool, so that a test meets no refusal. */
export const ADMIN_EVERYWHERE = Object.fromEntries(
  Object.values(TOOLS).map(({ name }) => [name, 'Admin' as const]),
);

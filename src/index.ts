export type { RunOptions } from './call.js';
export { Client, type DescribedRequest } from './client.js';
export { type Connection, type ConnectionSettings, parseConnection } from './connection.js';
export { type Environment, PRESETS } from './environments.js';
export * from './errors.js';
export { listCompanies, listProjects, type ProjectStatus, type ProjectView } from './operations.js';
export type { Page } from './paging/page.js';
export type { PlanInput } from './plan.js';
export { type Logger, type Runtime, systemRuntime } from './runtime.js';

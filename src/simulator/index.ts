/** What code outside the simulator may use of it. */
export type { Clock } from './clock.js';
export type { Action, Change, ChangeFeed, Writer } from './data/changes.js';
export type { KindName, LogKindName } from './data/kinds.js';
export { acquireDemo, type Demo } from './demo.js';
export { ManualClock } from './manual-clock.js';
export type { LimitOptions, SimulatorOptions, WebhookOptions } from './options.js';
export type { SimulatedLogs, SimulatedRecord, SimulatedRecords } from './records.js';
export type { SimulatedRequest } from './server.js';
export { type SimulatedCompany, type SimulatedProject, type Simulator, startSimulator } from './simulator.js';
export type { Content } from './storage.js';
export type { AccessLevel } from './tools.js';

/** What others may use of the simulator. */
export { acquireDemo, type Demo } from './demo.js';
export type { LimitOptions, SimulatorOptions } from './options.js';
export type { SimulatedRequest } from './server.js';
export { type SimulatedCompany, type SimulatedProject, type Simulator, startSimulator } from './simulator.js';
export type { AccessLevel } from './tools.js';

import { clockScenes } from './clocks.js';
import { fileScenes } from './files.js';
import { inspectionScenes } from './inspection.js';
import { memoryScenes } from './memory.js';
import { waitScenes } from './waits.js';

/** An attack that is more than a message through a node. @returns the faults that it found */
export type Scene = () => Promise<string[]>;

/** All of them, by name: what is sent to the process that plays one. */
export const SCENES: Readonly<Record<string, Scene>> = {
  ...waitScenes,
  ...clockScenes,
  ...fileScenes,
  ...memoryScenes,
  ...inspectionScenes,
};

import { clockScenes } from './clocks.js';
import { fileScenes } from './files.js';
import { inspectionScenes } from './inspection.js';
import { memoryScenes } from './memory.js';
import type { Scene } from './scene.js';
import { waitScenes } from './waits.js';

/** All of them, by name: what is sent to the process that plays one. */
export const SCENES: Readonly<Record<string, Scene>> = {
  ...waitScenes,
  ...clockScenes,
  ...fileScenes,
  ...memoryScenes,
  ...inspectionScenes,
};

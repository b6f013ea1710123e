import type { Attack, Kind } from '../attack.js';
import { clockScenes } from '../scenes/clocks.js';
import { fileScenes } from '../scenes/files.js';
import { inspectionScenes } from '../scenes/inspection.js';
import { memoryScenes } from '../scenes/memory.js';
import { waitScenes } from '../scenes/waits.js';

/** ms that a scene may take. */
const WITHIN = 20_000;

/** Scenes that a quick run leaves out: they say much the same as one that it plays. */
const SLOW = /-24 h|3000000|99999|web page|never takes|company in a context|spread/;

export function sceneAttacks(): Attack[] {
  const attacks = (kind: Kind, scenes: object): Attack[] =>
    Object.keys(scenes).map((name) => ({
      kind,
      name,
      scene: name,
      within: WITHIN,
      slow: SLOW.test(name),
    }));
  return [
    ...attacks('waits', { ...waitScenes, ...clockScenes }),
    ...attacks('files and memory', { ...fileScenes, ...memoryScenes }),
    ...attacks('secrets', inspectionScenes),
  ];
}

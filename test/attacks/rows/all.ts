import type { Attack } from '../attack.js';
import { bodyAttacks } from './bodies.js';
import { echoAttacks } from './echoes.js';
import { headerAttacks } from './headers.js';
import { listAttacks } from './lists.js';
import { loginAttacks } from './login.js';
import { messageAttacks } from './messages.js';
import { redirectAttacks } from './redirects.js';
import { refusalAttacks } from './refusals.js';
import { sceneAttacks } from './scenes.js';

/** Every attack that is written down and played in a worker. */
export function workerAttacks(): Attack[] {
  return [
    ...listAttacks(),
    ...sceneAttacks(),
    ...bodyAttacks(),
    ...refusalAttacks(),
    ...headerAttacks(),
    ...redirectAttacks(),
    ...loginAttacks(),
    ...echoAttacks(),
    ...messageAttacks(),
  ];
}

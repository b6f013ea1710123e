import type { Flow } from './flow.js';
import type { HostileProcore } from './hostile-procore.js';

/** What was seen of an attack. */
export interface Sight extends Pick<Flow, 'seen' | 'errors' | 'log'> {
  readonly procore: HostileProcore;
  readonly messages: number;
  readonly ms: number;
  /** The longest time that nothing else could be done, ms, and how much of the processor was used meanwhile, ms. */
  readonly blocked: number;
  readonly busy: number;
  /** Whether ordinary messages were taken afterwards. */
  readonly sameAfter: boolean;
  readonly besideAfter: boolean;
  readonly closeMs: number;
}

import { installations } from '../../src/access/installations.js';
import type { Result } from '../shared/pipe/outcome.js';
import { asOutcomes, type Look, unreadOf } from './look.js';

/** The companies in which the app is installed. */
export async function* installationOutcomes(look: Look): AsyncGenerator<Result, void, undefined> {
  const { sight, only } = look;
  yield* asOutcomes(installations(sight, only), 'App installations', () => unreadOf(look, sight));
}

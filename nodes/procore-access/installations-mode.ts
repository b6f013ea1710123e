import { installations } from '../../src/access/installations.js';
import type { Result } from '../shared/pipe/outcome.js';
import { asOutcomes, type Look, unreadOf } from './look.js';

/** The companies in which the app is installed. */
export async function* installationOutcomes(look: Look): AsyncGenerator<Result, void, undefined> {
  const { view, only } = look;
  yield* asOutcomes(installations(view, only), 'App installations', () => unreadOf(look, view));
}

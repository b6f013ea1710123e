import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { CatalogueStore } from '../../src/catalogue/load.js';
import type { KnownBodies } from '../../src/catalogue/shapes.js';

/** The operations that a Node-RED knows, and what their bodies look like inside. */
export interface KnownCatalogue {
  readonly store: CatalogueStore;
  readonly bodies: KnownBodies;
}

/** By the folder of the imported table. */
const opened = new Map<string, Promise<KnownCatalogue>>();

/**
 * The catalogue of this Node-RED. Nodes and dialogs share it, so that nodes know of an import at once. The tables are
 * read when somebody asks for what is in them.
 */
export function knownCatalogue({ settings }: NodeAPI): Promise<KnownCatalogue> {
  const folder = join(settings.userDir ?? '.', 'procore');
  const known = opened.get(folder) ?? open(folder);
  opened.set(folder, known);
  return known;
}

async function open(folder: string): Promise<KnownCatalogue> {
  const [{ CatalogueStore: Store }, { KnownBodies: Bodies }] = await Promise.all([
    import('../../src/catalogue/load.js'),
    import('../../src/catalogue/shapes.js'),
  ]);
  const store = new Store(folder);
  return { store, bodies: new Bodies(store) };
}

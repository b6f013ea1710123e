import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { asProcoreError, configError } from '../errors.js';
import { ownFolder } from '../own-folder.js';
import { type Bodies, parseBodies } from './given-shapes.js';
import { merge } from './merge.js';
import type { Operation } from './operation.js';
import { type CatalogueTable, pack, packWithBodies, unpack } from './table.js';

const unzip = promisify(gunzip);
const zip = promisify(gzip);

/** The table in the package, in the folder of this file. */
const BUILT_IN = join(__dirname, 'operations.json.gz');
/** The imported table, in the user's directory. */
const IMPORTED = 'procore-operations.json.gz';
/** Bytes of an imported table, unpacked: a hundred times the size of Procore's. */
const LARGEST = 40_000_000;

let builtIn: Promise<readonly Operation[]> | undefined;

/** The table in the package. It is read when it is first needed, once per process. */
export function builtInOperations(): Promise<readonly Operation[]> {
  builtIn ??= readFile(BUILT_IN)
    .then(unzip)
    .then((json) => unpack(JSON.parse(json.toString('utf8'))))
    .catch((error: unknown) => {
      builtIn = undefined;
      throw error;
    });
  return builtIn;
}

/** The operations that are known in this Node-RED. */
export interface Catalogue {
  readonly operations: readonly Operation[];
  /** What an import has added or replaced; absent if there is no import. */
  readonly imported?: { readonly operations: number; readonly at: Date };
  /** Why an existing import is not used. */
  readonly problem?: string;
}

/**
 * The built-in table, with the imported one merged into it. Both are read once, when they are first needed, and kept in
 * memory since they are small.
 */
export class CatalogueStore {
  #loaded: Promise<Catalogue> | undefined;
  #compressed: Promise<Buffer> | undefined;
  #bodies: Promise<Bodies> | undefined;
  readonly #file: string;

  /** @param directory folder of the imported table; made when a table is imported */
  constructor(private readonly directory: string) {
    this.#file = join(directory, IMPORTED);
  }

  load(): Promise<Catalogue> {
    this.#loaded ??= this.#read().catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  /** The bodies that an import describes; none if it cannot be read. They are read when they are first needed. */
  bodies(): Promise<Bodies> {
    this.#bodies ??= this.#readBodies().catch(() => {
      this.#bodies = undefined;
      return new Map();
    });
    return this.#bodies;
  }

  /** The merged table as gzipped JSON, for the editor. */
  compressed(): Promise<Buffer> {
    this.#compressed ??= this.#compress().catch((error: unknown) => {
      this.#compressed = undefined;
      throw error;
    });
    return this.#compressed;
  }

  /**
   * Stores an imported table in place of the one before it. A reader at the same time gets either the old or the new
   * one.
   * @throws ProcoreError PROCORE_CONFIG if it is not a table of operations; then nothing is changed
   */
  async import(table: unknown): Promise<Catalogue> {
    const { parseTable } = await import('./table-schema.js');
    const operations = parseTable(table);
    const bodies = parseBodies((table as CatalogueTable).shapes);
    const json = JSON.stringify(packWithBodies(operations, bodies));
    if (Buffer.byteLength(json) > LARGEST) {
      throw configError(
        'This table of operations is larger than 40 MB, and could not be read again.',
        'Import a smaller OpenAPI document.',
      );
    }
    // The folder may also hold sign-ins.
    await ownFolder(this.directory);
    const unfinished = `${this.#file}.${randomBytes(6).toString('hex')}`;
    try {
      await writeFile(unfinished, await zip(json, { level: 9 }));
      await rename(unfinished, this.#file);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    return this.#again();
  }

  /** Deletes the import and uses the built-in table again. */
  async forget(): Promise<Catalogue> {
    await rm(this.#file, { force: true });
    return this.#again();
  }

  #again(): Promise<Catalogue> {
    this.#loaded = undefined;
    this.#compressed = undefined;
    this.#bodies = undefined;
    return this.load();
  }

  async #read(): Promise<Catalogue> {
    const builtIn = await builtInOperations();
    try {
      const imported = await this.#readImported();
      if (!imported) return { operations: builtIn };
      const { operations, at } = imported;
      return { operations: merge(builtIn, operations), imported: { operations: operations.length, at } };
    } catch (error) {
      const problem = `The imported table of operations cannot be read: ${asProcoreError(error).cause}`;
      return { operations: builtIn, problem };
    }
  }

  async #readImported(): Promise<{ operations: Operation[]; at: Date } | undefined> {
    const table = await this.#readTable();
    if (table === undefined) return undefined;
    const { parseTable } = await import('./table-schema.js');
    const operations = parseTable(table);
    // Bad bodies make it a bad table. The good ones need no memory until somebody asks for them.
    parseBodies(table.shapes);
    return { operations, at: (await stat(this.#file)).mtime };
  }

  async #readBodies(): Promise<Bodies> {
    const { imported } = await this.load();
    return parseBodies(imported && (await this.#readTable())?.shapes);
  }

  /** The imported table as it is stored, whatever that is; undefined if there is none. */
  async #readTable(): Promise<CatalogueTable | undefined> {
    try {
      const json = await unzip(await readFile(this.#file), { maxOutputLength: LARGEST });
      return JSON.parse(json.toString('utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #compress(): Promise<Buffer> {
    const { operations, imported } = await this.load();
    return imported ? zip(JSON.stringify(pack(operations))) : readFile(BUILT_IN);
  }
}

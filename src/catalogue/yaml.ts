import { Worker } from 'node:worker_threads';
import { configError } from '../errors.js';

/** Characters of a document. YAML takes far longer to read than JSON. */
const LONGEST = 50_000_000;
const LONGEST_MS = 120_000;
/** Of memory that the thread may take. */
const MEGABYTES = 512;
/** How often what an anchor holds is repeated, nested ones included: a few lines could stand for gigabytes. */
const MOST_ALIASES = 1_000;

/** What the worker does: it gives the same document as JSON, or the place of the first fault. */
const WORK = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { parse } = require(workerData.library);
  const { text, maxAliasCount } = workerData;
  try {
    parentPort.postMessage({ json: JSON.stringify(parse(text, { maxAliasCount, logLevel: 'error' })) });
  } catch (error) {
    parentPort.postMessage({ place: error.linePos && error.linePos[0] });
  }
`;

interface Told {
  readonly json?: string;
  readonly place?: { readonly line: number; readonly col: number };
}

/**
 * The value of a document in YAML. It is read in a separate thread, with limits of time and memory: a document of
 * 4 MB takes seconds, in which Node-RED would stand still.
 * @throws ProcoreError PROCORE_CONFIG if it is not valid, or takes too much
 */
export async function parseYaml(text: string): Promise<unknown> {
  if (text.length > LONGEST) throw invalid('The file has more than 50 million characters');
  const workerData = { library: require.resolve('yaml'), text, maxAliasCount: MOST_ALIASES };
  const worker = new Worker(WORK, {
    eval: true,
    workerData,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MEGABYTES },
  });
  const limit = setTimeout(() => void worker.terminate(), LONGEST_MS);
  try {
    const { json, place } = await new Promise<Told>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The worker ended.')));
    }).catch((): Told => {
      throw invalid('Reading the file as YAML takes too much time or memory');
    });
    if (json !== undefined) return JSON.parse(json);
    const where = place ? ` in line ${place.line}, column ${place.col}` : '';
    throw invalid(`The file is not valid YAML${where}`);
  } finally {
    clearTimeout(limit);
    await worker.terminate();
  }
}

function invalid(cause: string) {
  return configError(
    `${cause}.`,
    'Download the document from Procore’s developer portal again, best as JSON.',
  );
}

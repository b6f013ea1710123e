import { configError } from '../../errors.js';
import { type Conversion, convert } from './convert.js';
import { line, objectOf, own } from './json-value.js';

/** Longest document, in characters. Procore's has some tens of millions. */
const LONGEST_DOCUMENT = 200_000_000;

/**
 * Reads a document that was downloaded from Procore's developer portal: OpenAPI 3 or Swagger 2.0, as JSON.
 * @throws ProcoreError PROCORE_CONFIG saying what the file is instead
 */
export function readOpenApi(text: string): Conversion {
  if (text.length > LONGEST_DOCUMENT) throw refused('The file has more than 200 million characters.');
  return readDocument(parsed(text));
}

/**
 * The same for a document that was parsed.
 * @throws ProcoreError PROCORE_CONFIG saying what it is instead
 */
export function readDocument(value: unknown): Conversion {
  const conversion = convertDocument(value);
  if (conversion.operations.length > 0) return conversion;
  throw refused('The document describes no operation below /rest/.');
}

/**
 * The operations of a parsed document, of which there may be none.
 * @throws ProcoreError PROCORE_CONFIG if it is no OpenAPI document
 */
export function convertDocument(value: unknown): Conversion {
  const document = objectOf(value);
  const version = own(document, 'openapi') ?? own(document, 'swagger');
  // YAML has 3.1 as a number.
  const told = typeof version === 'number' ? String(version) : line(version);
  if (told === undefined) throw refused('The file is no OpenAPI document.');
  if (!/^(3\.|2\.)/.test(told)) {
    throw refused(`The file is an OpenAPI document of version ${told.slice(0, 20)}.`);
  }
  return convert(document);
}

/** Whether a text is YAML rather than JSON or a web page. */
export function looksLikeYaml(text: string): boolean {
  return /^\ufeff?\s*(---|#|%YAML|openapi\s*:|swagger\s*:|info\s*:|["'](openapi|swagger)["']\s*:)/.test(
    text.slice(0, 2_000),
  );
}

function parsed(text: string): unknown {
  const start = text.slice(0, 2_000).trimStart();
  if (start.startsWith('<')) throw refused('The file is a web page.');
  try {
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    const place = /position \d+/.exec(error instanceof Error ? error.message : '')?.[0];
    throw refused(`The file is not valid JSON${place ? ` at ${place}` : ''}.`);
  }
}

function refused(cause: string) {
  return configError(
    cause,
    'Download the OpenAPI document (2.0 or 3, as JSON or YAML) from Procore’s developer portal and choose that file.',
  );
}

import { inspect } from 'node:util';
import { Client, type ConnectionSettings, parseConnection, systemRuntime } from '../../../src/index.js';
import { settings } from '../../support/client.js';
import { type AnswerMade, json, text } from '../answer.js';
import { type HostileProcore, hostileProcore, SECRET, TOKEN } from '../hostile-procore.js';
import type { Scene } from './scene.js';

/** Ways in which an object gets into a log. */
const WAYS: Readonly<Record<string, (it: unknown) => string>> = {
  'inspect, as deep as it goes': (it) => inspect(it, { depth: Number.POSITIVE_INFINITY }),
  'inspect, with all that is hidden': (it) =>
    inspect(it, { depth: 12, showHidden: true, maxArrayLength: 50, maxStringLength: 1_000 }),
  'JSON.stringify': (it) => JSON.stringify(it, once()),
  'a text': (it) => `${it}`,
  'its own properties, spread': (it) => JSON.stringify({ ...(it as object) }, once()),
};

const PROXY_PASSWORD = 'prox4411ee-password-of-the-proxy';
const PASSPHRASE = 'pass22aa77-of-the-key';

/** What a program may write to its log of a client that has been used. */
const THINGS: Readonly<Record<string, (stage: { client: Client; error: unknown }) => unknown>> = {
  client: ({ client }) => client,
  connection: ({ client }) => client.connection,
  'connection within others': ({ client }) => ({ a: [new Map([['b', client.connection]])] }),
  error: ({ error }) => error,
  'error within another': ({ error }) => new Error('outer', { cause: error }),
};

/** Where the error comes from. */
const ERRORS: Readonly<Record<string, { login?: AnswerMade; always?: AnswerMade }>> = {
  'of a refusal that echoes': {
    always: json({ errors: '{{token}} {{secret}}' }, 422, [['x-a', '{{token}}']]),
  },
  'of a rejected key that echoes': {
    login: json({ error: 'invalid_client', error_description: '{{secret}}' }, 401),
  },
  'of a web page that echoes': {
    always: text({ text: '<html>{{token}}' }, 200, [['content-type', 'text/html']]),
  },
};

export const inspectionScenes: Readonly<Record<string, Scene>> = Object.fromEntries(
  Object.entries(ERRORS).flatMap(([where, server]) =>
    Object.entries(THINGS).flatMap(([what, thing]) =>
      Object.entries(WAYS).map(([way, show]) => [
        `${what} ${where}: ${way}`,
        () => shown(server, (stage) => show(thing(stage))),
      ]),
    ),
  ),
);

async function shown(
  server: { login?: AnswerMade; always?: AnswerMade },
  show: (stage: { client: Client; error: unknown }) => string,
): Promise<string[]> {
  const procore = await hostileProcore(server);
  const client = clientAt(procore);
  try {
    let error: unknown = new Error('none');
    try {
      for await (const _ of client.pages({ method: 'GET', path: '/rest/v1.0/things' })) break;
    } catch (thrown) {
      error = thrown;
    }
    const told = show({ client, error });
    const marks = [SECRET, TOKEN, PROXY_PASSWORD, PASSPHRASE].map((secret) => secret.slice(0, 14));
    return marks.filter((mark) => told.includes(mark)).map((mark) => `${mark}… is shown`);
  } finally {
    await client.close();
    await procore.close();
  }
}

function clientAt({ url }: HostileProcore): Client {
  const more: Partial<ConnectionSettings> = {
    clientSecret: SECRET,
    tls: { passphrase: PASSPHRASE },
    // Hosts of this machine are reached without it.
    proxy: { url: 'http://127.0.0.1:9', noProxy: ['127.0.0.1'], username: 'a', password: PROXY_PASSWORD },
  };
  return new Client(parseConnection(settings(url, more)), systemRuntime());
}

/** Leaves out what was written already, since clients hold circles. */
function once(): (key: string, value: unknown) => unknown {
  const seen = new Set<unknown>();
  return (_, value) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return undefined;
    seen.add(value);
    return value;
  };
}

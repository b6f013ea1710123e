import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { NodeAPI } from 'node-red';
import { configError } from '../../../src/errors.js';
import { knownCatalogue } from '../known-catalogue.js';
import { answer, handled } from './answer.js';
import { about, importTable, importYaml, ReferenceUpdate } from './catalogue-update.js';

/**
 * The routes for the editor's table of operations. Reading needs the permission to read; replacing and restoring need
 * the permission to write. An imported table is stored in the user directory, so that it outlives an update of the
 * package. Nothing is loaded before it is asked for. `procoreReference` in settings.js names another host of the
 * reference, such as a mirror.
 */
export function registerCatalogueRoutes(RED: NodeAPI): void {
  const known = () => knownCatalogue(RED);
  const store = async () => (await known()).store;
  const may = (what: 'read' | 'write') => RED.auth.needsPermission(`procore-config.${what}`);
  const { httpAdmin } = RED;

  httpAdmin.get('/procore/catalogue', may('read'), (request, response) =>
    handled(response, async () => {
      const table = await (await store()).compressed();
      // The browser caches the table and revalidates it by its ETag, so the same table is sent once.
      response.set({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'private, no-cache',
        etag: `"${createHash('sha256').update(table).digest('base64url').slice(0, 24)}"`,
      });
      if (request.fresh) response.status(304).end();
      else response.set('content-encoding', 'gzip').end(table);
    }),
  );

  // The shape of one body: those of all would be megabytes for the browser.
  httpAdmin.get('/procore/catalogue/body', may('read'), (request, response) =>
    answer(response, async () => {
      const { method, path } = request.query;
      const body = await (await known()).bodies.body(`${String(method)} ${String(path)}`);
      return body === undefined ? {} : { body };
    }),
  );
  httpAdmin.get('/procore/catalogue/about', may('read'), (_request, response) =>
    answer(response, async () => about(await (await store()).load())),
  );
  httpAdmin.post('/procore/catalogue', may('write'), (request, response) =>
    answer(response, async () => importTable(await known(), bodyOf(request))),
  );
  httpAdmin.post('/procore/catalogue/yaml', may('write'), (request, response) =>
    answer(response, async () => {
      const { text } = bodyOf(request) as { text?: unknown };
      if (typeof text !== 'string') throw unexpected();
      return importYaml(await known(), text);
    }),
  );
  httpAdmin.delete('/procore/catalogue', may('write'), (_request, response) =>
    answer(response, async () => about(await (await store()).forget())),
  );

  const origin = (RED.settings as { procoreReference?: unknown }).procoreReference;
  const update = new ReferenceUpdate(known, origin === undefined ? undefined : String(origin));
  httpAdmin.get('/procore/catalogue/reference', may('read'), (_request, response) =>
    answer(response, async () => update.state),
  );
  httpAdmin.post('/procore/catalogue/reference', may('write'), (request, response) =>
    answer(response, async () => {
      bodyOf(request);
      return update.start();
    }),
  );
  httpAdmin.delete('/procore/catalogue/reference', may('write'), (_request, response) =>
    answer(response, async () => update.cancel()),
  );
}

/**
 * The JSON of a request. A form on another site cannot send JSON; a script on another site needs a preflight, which is
 * refused.
 */
function bodyOf(request: Request): object {
  if (!request.is('application/json')) throw unexpected();
  return request.body;
}

function unexpected() {
  return configError('The table must be sent as JSON.', 'Reload the editor.');
}

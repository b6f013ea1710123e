import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import RED from 'node-red';

export interface RunningNodeRed {
  /** URL of the editor and its admin API, without a trailing slash. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts Node-RED in this process, in the documented way of embedding it, so that hooks can watch messages.
 * @param port 0 for any free port
 * @param functionGlobalContext what function nodes find in the global context
 */
export async function startNodeRed(
  userDir: string,
  port: number,
  functionGlobalContext: object = {},
): Promise<RunningNodeRed> {
  const app = express();
  const server = createServer(app);
  const settings = {
    userDir,
    flowFile: 'flows.json',
    // Node-RED's own defaults: the editor, http nodes and dashboards have the same addresses as in any other Node-RED.
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    uiHost: '127.0.0.1',
    uiPort: port,
    credentialSecret: 'only-for-this-demo',
    functionGlobalContext,
    logging: { console: { level: 'error' as const, metrics: false, audit: false } },
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, projects: { enabled: false } },
  };
  RED.init(server, settings);
  app.use(settings.httpAdminRoot, RED.httpAdmin);
  app.use(settings.httpNodeRoot, RED.httpNode);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // Flows of an earlier run start in the background, and would override a deploy made before that.
  const ready = new Promise((resolve) => RED.events.once('flows:started', resolve));
  await RED.start();
  await ready;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      await RED.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

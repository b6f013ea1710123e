import { action, connectionAt, flow, type Message, runOnce, type Seen } from '../support/flow.js';
import { json, type SeenRequest, serve, type TestServer, token } from '../support/http-server.js';

const KEY = { connection: { clientId: 'client-1', clientSecret: 'secret-1' } };

/** A node as the editor makes it now. */
const NODE = { method: 'GET', path: '/rest/v1.0/things', messageInputs: 'taken' };

/** A request node on a server that answers everything with an empty object, or as a test has it. */
export class RequestStage {
  private constructor(readonly server: TestServer) {}

  static async start(answer?: Parameters<typeof serve>[0]): Promise<RequestStage> {
    const server = await serve((request, response) => {
      if (request.path === '/oauth/token') token(response);
      else if (answer) answer(request, response);
      else json(response, 200, {});
    });
    return new RequestStage(server);
  }

  /** Sends one message through a node with these properties. */
  async send(
    properties: object,
    msg: Message = {},
  ): Promise<{ seen: Seen; requests: SeenRequest[]; error: Message['error'] }> {
    const before = this.server.requests.length;
    const node = action('procore-request', { ...NODE, ...properties });
    const seen = await runOnce(node, connectionAt(this.server.url), KEY, msg);
    const requests = this.server.requests.slice(before).filter(({ path }) => path.startsWith('/rest/'));
    return { seen, requests, error: seen.caught[0]?.error };
  }

  /** A flow with a node of these properties. */
  flow(properties: object): ReturnType<typeof flow> {
    const node = action('procore-request', { ...NODE, ...properties });
    return flow(node, connectionAt(this.server.url), KEY);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** A row of the node that reads the message. */
export const fromMsg = (name: string, value: string) => ({ name, value, type: 'msg' });
export const text = (name: string, value: string) => ({ name, value, type: 'str' });

import { randomBytes } from 'node:crypto';
import type { NodeAPI } from 'node-red';
import type { DraftClients } from './draft-clients.js';
import type { Route } from './route.js';
import type { ConnectionDraft } from './schemas.js';

/** The routes behind the dialog of procore event. */
export function registerEventRoutes(RED: NodeAPI, route: Route, clients: DraftClients): void {
  /** What is answered to the words of checks that are under way. */
  const answers = new Map<string, string>();
  // Below the address of the deliveries, so that a proxy that lets these through lets this through.
  RED.httpNode.post('/procore/events/check/:word', (request, response) => {
    const answer = answers.get(String(request.params.word));
    response.status(answer === undefined ? 404 : 200).type('text/plain');
    response.send(answer ?? 'There is no check under way.');
  });

  /** What Node-RED's own server asks for before it lets a delivery in. */
  const asked = () => (RED.settings as { httpNodeAuth?: unknown }).httpNodeAuth;
  /** The password of the connection goes to its own public URL, and nowhere else. */
  const headerFor = (connection: ConnectionDraft, events: string) =>
    clients.use(connection, async ({ connection: { publicUrl, ...gate } }) => {
      const { gateHeader } = await import('../../../src/events/gate.js');
      return publicUrl !== undefined && events.startsWith(`${publicUrl}/`) ? gateHeader(gate) : undefined;
    });

  route(
    'event-address',
    ({ eventAddress }) => eventAddress,
    async ({ connection, events, node, hasPort }) => {
      const { reach } = await import('../../../src/events/reach.js');
      const header = asked() && !hasPort ? await headerFor(connection, events) : undefined;
      const [word, answer] = [randomWord(), randomWord()];
      answers.set(word, answer);
      try {
        const address = `${events}${hasPort ? node : `check/${word}`}`;
        return { reached: await reach(address, answer, () => performance.now(), header) };
      } finally {
        answers.delete(word);
      }
    },
  );
  route(
    'event-resources',
    ({ eventResources }) => eventResources,
    ({ connection, ...wish }) =>
      clients.look(connection, `events ${JSON.stringify(wish)}`, async (client) => {
        const { eventResourcesOf } = await import('./event-hooks.js');
        return { resources: await eventResourcesOf(client, wish) };
      }),
  );
  route(
    'event-plan',
    ({ eventPlan }) => eventPlan,
    ({ connection, ...wish }) =>
      clients.use(connection, async (client) => {
        const { hookPlanOf } = await import('./event-hooks.js');
        return { plan: await hookPlanOf(client, wish, wish.hasPort ? undefined : asked()) };
      }),
  );
  route(
    'event-old-hooks',
    ({ eventOldHooks }) => eventOldHooks,
    ({ connection, ...ticked }) =>
      clients.use(connection, async (client) => {
        const { hooksReplaced } = await import('./event-hooks.js');
        return { replaced: await hooksReplaced(client, ticked) };
      }),
  );
  route(
    'event-dead',
    ({ eventNode }) => eventNode,
    async ({ node }) => {
      const { deadLettersOf } = await import('./event-inbox.js');
      return deadLettersOf(RED, node);
    },
    'read',
  );
  route(
    'event-replay',
    ({ eventReplay }) => eventReplay,
    async ({ node, replay }) => {
      const { handedAgain } = await import('./event-inbox.js');
      return { handed: await handedAgain(RED, node, replay) };
    },
  );
}

/** Nobody else can know it. */
function randomWord(): string {
  return randomBytes(24).toString('base64url');
}

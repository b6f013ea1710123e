import type { NodeAPI } from 'node-red';
import type { DraftSignIns } from '../connection/draft-sign-ins.js';
import { told } from './answer.js';
import { registerCatalogueRoutes } from './catalogue-routes.js';
import { DraftClients } from './draft-clients.js';
import { registerEventRoutes } from './event-routes.js';
import { routesOf } from './route.js';
import { registerSignInRoutes } from './sign-in-routes.js';

/** The routes behind the dialogs, all below `procore/`. */
export function registerAdminRoutes(RED: NodeAPI, signIns: DraftSignIns): void {
  const clients = new DraftClients(RED, signIns);
  const route = routesOf(RED);
  registerSignInRoutes(RED, route, signIns);

  route(
    'companies',
    ({ connectionOnly }) => connectionOnly,
    ({ connection }) =>
      clients.look(connection, 'companies', async (client) => {
        const { companyChoices } = await import('./lookups.js');
        return { companies: await companyChoices(client) };
      }),
  );
  route(
    'projects',
    ({ ofCompany }) => ofCompany,
    ({ connection, companyId }) =>
      clients.look(connection, `projects of ${companyId}`, async (client) => {
        const { projectChoices } = await import('./lookups.js');
        return { projects: await projectChoices(client, companyId) };
      }),
  );
  route(
    'coverage',
    ({ scopeOfCall }) => scopeOfCall,
    ({ connection, ...call }) =>
      clients.use(connection, async (client) => {
        const { coverageOf } = await import('./coverage.js');
        return { coverage: await coverageOf(client, call) };
      }),
  );
  route(
    'records',
    ({ ofList }) => ofList,
    ({ connection, ...list }) =>
      clients.look(connection, `records ${JSON.stringify(list)}`, async (client) => {
        const { recordsOf } = await import('../../../src/access/records.js');
        return recordsOf(client, list, { lane: 'interactive' });
      }),
  );
  route(
    'check',
    ({ perhapsCompany }) => perhapsCompany,
    ({ connection, companyId }) =>
      clients.use(connection, async (client) => {
        const { checkConnection } = await import('../../../src/access/check.js');
        const checks = await checkConnection(client, companyId, { lane: 'interactive' });
        return {
          checks: checks.map((check) => (check.error ? { ...check, error: told(check.error) } : check)),
        };
      }),
  );
  route(
    'required',
    ({ perhapsCompany }) => perhapsCompany,
    ({ connection, companyId }) =>
      clients.use(connection, async (client) => {
        const { permissionsFor } = await import('./permissions.js');
        return { permissions: await permissionsFor(RED, client, connection.id, companyId) };
      }),
  );
  route(
    'environments',
    ({ connectionOnly }) => connectionOnly,
    async ({ connection }) => {
      const { environmentsTaking } = await import('./lookups.js');
      return environmentsTaking(RED, connection);
    },
  );
  route(
    'try',
    ({ tryCall }) => tryCall,
    ({ connection, plan }) =>
      clients.use(connection, async (client) => {
        const { tryPlan } = await import('./try-it.js');
        return tryPlan(client, plan);
      }),
  );
  route(
    'columns',
    ({ tableColumns }) => tableColumns,
    async (asked) => {
      const { columnsOf } = await import('./columns.js');
      return columnsOf(asked);
    },
    'read',
  );
  registerEventRoutes(RED, route, clients);
  registerCatalogueRoutes(RED);
}

import assert from 'node:assert/strict';
import { builtInOperations } from '../../src/catalogue/load.js';
import { ChangesReader } from '../../src/changes/changes.js';
import { wayOf } from '../../src/changes/strategy.js';
import type { Client, PlanInput } from '../../src/index.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { clientOf } from '../support/client.js';

const PATH = '/rest/v1.0/projects/{project_id}/notes_logs';
const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);

describe('changes of a daily log', () => {
  let simulator: Simulator;
  let client: Client;
  beforeEach(async () => {
    simulator = await startSimulator({ companies: 1, projects: 1 });
    const { loginUrl, apiUrl, clientId, clientSecret } = simulator;
    client = clientOf(apiUrl, { loginUrl, clientId, clientSecret });
  });
  afterEach(async () => {
    await client.close();
    await simulator.close();
  });

  it('are those of the last days; what is older stays', async () => {
    const company = simulator.companies[0] ?? assert.fail();
    const project = company.projects[0] ?? assert.fail();
    const logs = simulator.logs('notes_logs', project.id);
    const [old, fresh, gone] = [20, 1, 2].map((back) => Number(logs.add(day(back)).id));
    const operations = await builtInOperations();
    const operation =
      operations.find(({ method, path }) => method === 'GET' && path === PATH) ?? assert.fail();
    const way = wayOf(operation, operations) ?? assert.fail();
    assert.equal(way.strategy, 'window');
    const plan: PlanInput = {
      method: 'GET',
      path: PATH,
      companyId: String(company.id),
      placeholders: { project_id: String(project.id) },
      paging: 'all',
    };
    const piece = { company, project };
    const run = async (windowDays: number) => {
      const request = {
        ...{ way, operation, plan, name: '', deletes: true, windowDays, brake: 100 },
        ...{ isConfirmed: false, full: false, forget: false, planOf: () => plan },
        cover: async () => ({ pieces: [piece], leftOut: new Set<string>() }),
      };
      const reader = new ChangesReader(client, request, {}, Date.now);
      const changes: string[] = [];
      for await (const result of reader.results()) {
        if ('failure' in result) throw result.failure;
        changes.push(...result.step.changes.map(({ op, key }) => `${op} ${key}`));
        await result.step.confirmed();
      }
      assert.equal(reader.isComplete, true);
      return changes;
    };
    const first = await run(30);
    for (const id of [old, fresh, gone]) assert.ok(first.includes(`upsert ${id}`));
    logs.change(fresh as number, { comment: 'Another comment' });
    logs.remove(gone as number);
    logs.remove(old as number);
    assert.deepEqual(await run(14), [`upsert ${fresh}`, `delete ${gone}`]);
    assert.deepEqual(await run(30), [`delete ${old}`]);
  });
});

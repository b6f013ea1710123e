import assert from 'node:assert/strict';
import type { SimulatorOptions } from '../../src/simulator/index.js';
import { askToken, Caller } from './caller.js';

const KEY = { clientId: 'second-id', clientSecret: 'second-secret' };

/** The same simulator, called with the key of its second app. */
async function second({ simulator }: Caller): Promise<Caller> {
  const { clientId = '', clientSecret = '' } = simulator.secondApp ?? {};
  const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const { json } = await askToken(simulator.loginUrl, new URLSearchParams(body));
  return new Caller(simulator, json.access_token);
}

describe('simulator: a second app', () => {
  let first: Caller;
  let other: Caller;
  before(async () => {
    const options: SimulatorOptions = {
      projects: 6,
      secondApp: { ...KEY, projects: [0, 2], permissions: { rfi: 'Read Only', budget: 'None' } },
    };
    first = await Caller.start(options);
    other = await second(first);
  });
  after(() => first.close());

  const header = () => ({ 'Procore-Company-Id': String(first.company(0).id) });
  const projects = async (caller: Caller) => {
    const { json } = await caller.get(
      `/rest/v1.1/projects?company_id=${first.company(0).id}&filters[by_status]=All`,
      header(),
    );
    return json.map(({ id }: { id: number }) => id);
  };

  it('sees its own projects only, of those that the first one sees', async () => {
    const all = await projects(first);
    assert.equal(all.length, 6);
    assert.deepEqual(await projects(other), [all[0], all[2]]);
    const path = `/rest/v1.0/projects/${all[1]}/rfis`;
    assert.equal((await first.get(path, header())).status, 200);
    assert.equal((await other.get(path, header())).status, 403);
  });

  it('has its own levels, for what it reads and writes and in what it is told of them', async () => {
    const { id } = first.project(0);
    const write = (caller: Caller) =>
      caller.send('POST', `/rest/v1.0/projects/${id}/rfis`, header(), { rfi: {} });
    assert.equal((await write(first)).status, 422);
    assert.equal((await write(other)).status, 403);
    const { json } = await other.get(`/rest/v1.0/settings/permissions?project_id=${id}`, header());
    const levels = Object.fromEntries(
      json.tools.map((tool: { name: string; user_access_level: { name: string } }) => [
        tool.name,
        tool.user_access_level.name,
      ]),
    );
    assert.deepEqual([levels.rfi, levels.budget, levels.punch_list], ['Read Only', 'None', 'Standard']);
  });

  it('is somebody else: in /me, in the directory, in token info and among installations', async () => {
    const who = async (caller: Caller) => (await caller.get('/rest/v1.0/me')).json.id;
    const [a, b] = [await who(first), await who(other)];
    assert.notEqual(a, b);
    const { json: users } = await other.get(`/rest/v1.0/companies/${first.company(0).id}/users`, header());
    assert.deepEqual([users[0].id, users[1].id], [a, b]);
    const { json: info } = await other.get('/oauth/token/info');
    assert.deepEqual([info.resource_owner_id, info.application.uid], [b, KEY.clientId]);
    const { json: installed } = await other.get(
      `/rest/v1.0/app_installations?company_id=${first.company(0).id}`,
      header(),
    );
    assert.equal(installed[0].app_uid, KEY.clientId);
  });

  it('takes its own secret and no other', async () => {
    const grant = { grant_type: 'client_credentials', client_id: KEY.clientId };
    const wrong = { ...grant, client_secret: first.simulator.clientSecret };
    assert.equal((await askToken(first.simulator.loginUrl, new URLSearchParams(wrong))).status, 401);
  });
});

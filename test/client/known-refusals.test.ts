import assert from 'node:assert/strict';
import type { PlanInput } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { get, rfis, Stage } from './refusal-stage.js';

describe('known refusals', () => {
  it('are not met again: nothing is sent, and the error says since when', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'None' } });
    const first = await stage.refused(rfis(stage));
    stage.asked();
    const again = await stage.refused(rfis(stage));
    assert.deepEqual(stage.asked(), []);
    assert.deepEqual(
      [again.code, again.reason, again.remembered, again.status, again.unsent],
      [first.code, 'tool off', true, 403, true],
    );
    assert.ok(again.cause.startsWith(first.cause));
    assert.ok(again.cause.includes(new Date(stage.clock.now).toISOString()));
    assert.equal(again.toJSON().remembered, true);
    assert.equal(first.toJSON().remembered, undefined);
    await stage.close();
  });

  it('500 projects cost one refusal each, and the second round nothing', async () => {
    const options = {
      projects: 1,
      projectsNotPermitted: 500,
      limits: { spike: Number.POSITIVE_INFINITY, hourly: Number.POSITIVE_INFINITY },
    };
    const stage = await Stage.open(options);
    const hidden = stage.company.projects.filter(({ permitted }) => !permitted);
    const round = () => Promise.all(hidden.map((project) => stage.refused(rfis(stage, project))));
    const reasons = (await round()).map(({ reason }) => reason);
    assert.deepEqual([...new Set(reasons)], ['project not permitted']);
    assert.equal(stage.asked().length, 501);
    assert.ok((await round()).every(({ remembered }) => remembered));
    assert.deepEqual(stage.asked(), []);
    await stage.close();
  });

  it('of a write say nothing about reading, and of one tool nothing about another', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'Read Only' } });
    const write: PlanInput = { ...rfis(stage), method: 'POST', body: { rfi: {} } };
    await stage.refused(write);
    assert.equal((await stage.refused(write)).remembered, true);
    assert.equal((await collect(stage.client.pages(rfis(stage)))).length, 1);
    const submittals = get(`/rest/v1.0/projects/${stage.project().id}/submittals`, stage.company.id);
    assert.equal((await collect(stage.client.pages(submittals))).length, 1);
    await stage.close();
  });

  it('of a company without the app hold for all that is in it, but not for the list of companies', async () => {
    const stage = await Stage.open();
    const { notInstalled } = stage;
    await stage.refused(get(`/rest/v1.0/companies/${notInstalled.id}/users`, notInstalled.id));
    const inside = get(`/rest/v1.0/projects/${notInstalled.projects[0]?.id}/rfis`, notInstalled.id);
    assert.equal((await stage.refused(inside)).remembered, true);
    const companies = await collect(stage.client.pages(get('/rest/v1.0/companies', notInstalled.id)));
    assert.equal((companies[0]?.body as unknown[] | undefined)?.length, 3);
    await stage.close();
  });

  it('of a call that names no company stand for no other call', async () => {
    const stage = await Stage.open();
    const path = (project: number | undefined) => `/rest/v1.1/punch_items?project_id=${project}`;
    assert.equal(
      (await stage.refused(get(path(stage.notInstalled.projects[0]?.id)))).reason,
      'app not installed',
    );
    const own = get(path(stage.project().id));
    assert.equal((await collect(stage.client.pages(own))).length, 1);
    await stage.close();
  });

  it('are the same for a company in the header and one in the path', async () => {
    const stage = await Stage.open({ permissions: { directory: 'None' } });
    const path = `/rest/v1.3/companies/${stage.company.id}/users`;
    await stage.refused(get(path));
    assert.equal((await stage.refused(get(path, stage.company.id))).remembered, true);
    await stage.close();
  });

  it('without lookups are remembered of lists, and not of one record', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'None' } }, false);
    await stage.refused(get(`/rest/v1.0/projects/${stage.project().id}/rfis/1`, stage.company.id));
    assert.equal((await stage.refused(rfis(stage))).remembered, undefined);
    assert.equal((await stage.refused(rfis(stage))).remembered, true);
    await stage.close();
  });

  it('of one record that is missing or refused do not stand in the way of others', async () => {
    const stage = await Stage.open();
    const missing = get(`/rest/v1.0/projects/${stage.project().id}/rfis/1`, stage.company.id);
    await stage.refused(missing);
    assert.equal((await stage.refused(missing)).remembered, undefined);
    await stage.close();
  });

  it('are forgotten after ten minutes, by a person who tries, and by a new client', async () => {
    const stage = await Stage.open({ permissions: { rfi: 'None' } });
    await stage.refused(rfis(stage));
    stage.clock.now += 9 * 60_000;
    assert.equal((await stage.refused(rfis(stage))).remembered, true);
    stage.clock.now += 61_000;
    assert.equal((await stage.refused(rfis(stage))).remembered, undefined);
    assert.equal((await stage.refused(rfis(stage))).remembered, true);
    assert.equal((await stage.refused(rfis(stage), { lane: 'interactive' })).remembered, undefined);
    assert.equal((await stage.refused(rfis(stage))).remembered, true);
    await stage.client.forgetRefusals();
    assert.equal((await stage.refused(rfis(stage))).remembered, undefined);
    await stage.close();
  });
});

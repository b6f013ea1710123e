import assert from 'node:assert/strict';
import { get, Stage } from './refusal-stage.js';

describe('an operation that the demo does not have', () => {
  it('is named, with what the demo has instead; nothing is looked up or tried again for it', async () => {
    const stage = await Stage.open({ unserved: 'not simulated' });
    try {
      const { id } = stage.company;
      const cases = [
        [
          get(`/rest/v1.0/projects/${stage.project().id}/drawing_disciplines`, id),
          'List Drawing Disciplines',
        ],
        [get('/rest/v1.0/nothing', id), 'GET /rest/v1.0/nothing'],
        [{ ...get(`/rest/v1.0/companies/${id}/users/1`, id), method: 'DELETE' as const }, undefined],
      ] as const;
      for (const [plan, name] of cases) {
        stage.asked();
        const error = await stage.refused(plan);
        assert.deepEqual([error.code, error.status, error.who], ['PROCORE_NOT_FOUND', 501, 'developer']);
        assert.match(error.cause, /^The demo has no .+\. It answers: companies, projects, .*RFIs, /);
        if (name) assert.ok(error.cause.startsWith(`The demo has no ${name}. `), error.cause);
        assert.doesNotMatch(error.message, /deleted|moved|private/);
        assert.equal(stage.asked().length, 1);
        assert.equal(error.answer?.status, 501);
      }
    } finally {
      await stage.close();
    }
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LEVELS, levelOn, reaches, type ToolLevel, toolLevels } from '../../src/catalogue/levels.js';
import { type Asked, diagnose, type Evidence } from '../../src/refusals/diagnosis.js';

const ASKED: Asked = {
  companyId: '7',
  namedCompany: undefined,
  projectId: '9',
  wantsCompany: true,
  needs: { tool: 'RFI', level: 'Standard', scope: 'project', paged: true },
};
const answer = (status: number, body: unknown = null) => ({ status, headers: {}, body });
const rfis = (level: ToolLevel['level']): ToolLevel[] => [{ tool: 'RFIs', name: 'rfi', level }];
const seen = <T>(value: T) => ({ seen: value });
const everything: Evidence = {
  companies: seen(['7']),
  projects: seen(['9']),
  tools: seen(rfis('Admin')),
};

describe('a diagnosis', () => {
  it('asks for one thing at a time, and for no more than it needs', () => {
    assert.deepEqual(diagnose(answer(403), ASKED, {}), { ask: 'projects' });
    assert.deepEqual(diagnose(answer(403), ASKED, { projects: seen(['9']) }), { ask: 'tools' });
    assert.deepEqual(diagnose(answer(403), { ...ASKED, projectId: undefined }, {}), { ask: 'tools' });
    assert.deepEqual(diagnose(answer(401), ASKED, {}), { ask: 'companies' });
    assert.deepEqual(diagnose(answer(403), ASKED, { projects: { refused: answer(404) } }), {
      ask: 'companies',
    });
  });

  it('does not guess where nothing can be seen', () => {
    for (const status of [401, 403, 404]) {
      const known: Evidence = { companies: 'unknown', projects: 'unknown', tools: 'unknown' };
      assert.equal(diagnose(answer(status), ASKED, known), undefined);
    }
    assert.equal(diagnose(answer(403), { ...ASKED, needs: undefined }, everything), undefined);
    const nameless = {
      ...everything,
      tools: seen([{ tool: 'Others', name: 'other', level: 'Admin' as const }]),
    };
    assert.equal(diagnose(answer(403), ASKED, nameless), undefined);
  });

  it('tells a missing record from a refused one by the level there is', () => {
    const more = { tool: 'RFIs', level: 'Admin', needed: 'Standard' };
    assert.deepEqual(diagnose(answer(404), ASKED, everything), { reason: 'missing', more });
    assert.deepEqual(diagnose(answer(403), ASKED, everything), { reason: 'record refused', more });
    // Nothing is known of the tool: the path leads nowhere that this account sees.
    assert.deepEqual(diagnose(answer(404), { ...ASKED, needs: undefined }, everything), {
      reason: 'missing',
    });
  });

  it('leaves faults of the request itself alone', () => {
    for (const status of [400, 405, 409, 422, 429]) {
      assert.equal(diagnose(answer(status), ASKED, everything), undefined, String(status));
    }
  });

  it('always comes to an end, whatever the looks give', () => {
    const refused = [401, 403, 404].map((status) => ({ refused: answer(status) }));
    const look = <T>(...given: T[]) => fc.constantFrom<unknown>('unknown', ...refused, ...given.map(seen));
    const looks = fc.record({
      companies: look<string[]>([], ['7']),
      projects: look<string[]>([], ['9']),
      tools: look<ToolLevel[]>([], rfis('None'), rfis('Standard')),
    });
    fc.assert(
      fc.property(fc.constantFrom(401, 403, 404, 422), looks, fc.boolean(), (status, given, inProject) => {
        const known: Record<string, unknown> = {};
        const asked = { ...ASKED, projectId: inProject ? '9' : undefined };
        for (let steps = 0; steps <= 3; steps++) {
          const found = diagnose(answer(status), asked, known as Evidence);
          if (!found || 'reason' in found) return true;
          assert.ok(!(found.ask in known), 'it asks for what it has');
          known[found.ask] = given[found.ask];
        }
        return false;
      }),
    );
  });
});

describe('levels on tools', () => {
  it('are found under the names that catalogue and permissions have', () => {
    const levels = toolLevels({
      tools: [
        { name: 'rfi', friendly_name: 'RFIs', user_access_level: { id: 2, name: 'Read Only' } },
        { name: 'submittal_log', friendly_name: 'Submittals', user_access_level: { id: 4, name: 'Admin' } },
        { name: 'project_directory', friendly_name: 'Project Directory', user_access_level: null },
        { name: 'checklists', friendly_name: 'Inspections', user_access_level: { name: 'Standard' } },
        { name: 'webhooks', friendly_name: 'Webhooks API', user_access_level: { name: 'of another kind' } },
      ],
    });
    const found = (tool: string) => levelOn(levels, tool)?.level;
    assert.deepEqual(['RFI', 'Submittals', 'Directory', 'Inspections', 'Webhooks', 'Budget'].map(found), [
      'Read Only',
      'Admin',
      'None',
      'Standard',
      'None',
      undefined,
    ]);
  });

  it('are in an order', () => {
    const level = fc.constantFrom(...LEVELS);
    fc.assert(
      fc.property(level, level, (one, other) => {
        assert.ok(reaches(one, other) || reaches(other, one));
        assert.equal(reaches(one, other) && reaches(other, one), one === other);
      }),
    );
  });

  it('are none in an answer that is of another form', () => {
    for (const body of [null, undefined, 'text', {}, { tools: [] }, { tools: 'none' }]) {
      assert.deepEqual(toolLevels(body), []);
    }
  });
});

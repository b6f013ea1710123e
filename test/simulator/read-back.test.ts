/** What is written to the resources that are made by hand is what is read back: nothing dropped, nothing invented. */
import assert from 'node:assert/strict';
import { builtInShapes } from '../../src/catalogue/shapes.js';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';
import { compared } from './catalogue/shape-reader.js';

const NOW = '2026-05-04T12:00:00Z';
/** An id that nobody has. */
const NOBODY = 424_242;

describe('simulator: what is written by hand-made resources and read back', () => {
  let caller: Caller;
  let company: number;
  let project: number;
  let me: { id: number; login: string; name: string };
  let people: Array<{ id: number; name: string; email_address: string }>;
  before(async () => {
    const clock = () => Date.parse(NOW);
    caller = await Caller.start({ companies: 1, projects: 2, permissions: ADMIN_EVERYWHERE, clock });
    company = caller.company(0).id;
    project = caller.project(0).id;
    me = await ok('GET', `/rest/v1.0/companies/${company}/me`);
    people = await ok('GET', `/rest/v1.0/projects/${project}/users?per_page=4`);
  });
  after(() => caller.close());

  const send = (method: string, path: string, body?: unknown) =>
    caller.send(method, path, { 'procore-company-id': String(company) }, body);
  const ok = async (method: string, path: string, body?: unknown) => {
    const { status, json, text } = await send(method, path, body);
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
    return json;
  };
  const person = (index: number) => {
    const found = people[index];
    assert.ok(found);
    return { id: found.id, login: found.email_address, name: found.name };
  };
  const fits = async (operation: string, answer: unknown) => {
    const notation = (await builtInShapes()).get(operation)?.returns;
    assert.ok(notation, operation);
    assert.deepEqual(compared(notation, answer).wrong, [], operation);
  };

  describe('RFIs', () => {
    const rfis = () => `/rest/v1.0/projects/${project}/rfis`;
    const question = () => ({
      subject: 'Which gasket?',
      question: { body: 'EPDM or neoprene?' },
      rfi_manager_id: person(0).id,
      assignee_ids: [person(1).id],
    });

    it('show every field that was written, when they are made, read, and changed', async () => {
      const contractor = (await ok('GET', `/rest/v1.1/projects/${project}/vendors`))[3];
      const fields = {
        ...question(),
        distribution_ids: [person(2).id, me.id],
        received_from_login_information_id: person(3).id,
        responsible_contractor_id: contractor.id,
        required_assignee_ids: [person(3).id],
        drawing_number: 'A-101',
        custom_field_168115: 'Gold',
        custom_textfield_1: 'North wing',
        reference: 'Spec 3',
        number: '77',
        draft: true,
        due_date: '2026-06-01',
        cost_impact: { status: 'yes_known', value: 1200 },
      };
      const made = await ok('POST', rfis(), { rfi: fields });
      const shown = {
        subject: 'Which gasket?',
        rfi_manager: person(0),
        assignee: person(1),
        distribution_list: [person(2), me],
        received_from: person(3),
        drawing_number: 'A-101',
        custom_fields: { custom_field_168115: { data_type: 'string', value: 'Gold' } },
        custom_textfield_1: { label: null, value: 'North wing' },
        custom_textfield_2: null,
        reference: 'Spec 3',
        number: '77',
        full_number: '77',
        draft: true,
        status: 'draft',
        initiated_at: null,
        due_date: '2026-06-01',
        cost_impact: { status: 'yes_known', value: 1200 },
        schedule_impact: { status: null, value: null },
        location: null,
      };
      const picked = (answer: Record<string, unknown>) =>
        Object.fromEntries(Object.keys(shown).map((name) => [name, answer[name]]));
      assert.deepEqual(picked(made), shown);
      assert.equal(made.responsible_contractor.id, contractor.id);
      assert.deepEqual(
        made.assignees.map((each: { id: number; response_required: boolean }) => [
          each.id,
          each.response_required,
        ]),
        [
          [person(1).id, false],
          [person(3).id, true],
        ],
      );
      const [asked] = made.questions;
      assert.deepEqual(
        [asked.plain_text_body, asked.rich_text_body, asked.created_by, asked.question_date],
        ['EPDM or neoprene?', 'EPDM or neoprene?', me.name, NOW],
      );
      await fits('POST /rest/v1.0/projects/{project_id}/rfis', made);
      const read = await ok('GET', `${rfis()}/${made.id}`);
      assert.deepEqual(read, made);
      const sent = await ok('PATCH', `${rfis()}/${made.id}`, {
        rfi: {
          draft: false,
          custom_field_218239: true,
          distribution_ids: [],
          ball_in_court_id: person(2).id,
        },
      });
      assert.deepEqual(
        [sent.status, sent.draft, sent.initiated_at, sent.distribution_list, sent.ball_in_court],
        ['open', false, NOW, [], person(2)],
      );
      assert.deepEqual(sent.custom_fields, {
        custom_field_168115: { data_type: 'string', value: 'Gold' },
        custom_field_218239: { data_type: 'boolean', value: true },
      });
      assert.deepEqual([sent.drawing_number, sent.received_from], ['A-101', person(3)]);
    });

    it('have nothing that was not written, begin when they are made, and are by who wrote them', async () => {
      const made = await ok('POST', rfis(), { rfi: question() });
      assert.deepEqual([made.status, made.created_at, made.initiated_at], ['open', NOW, NOW]);
      assert.deepEqual(made.created_by, me);
      const unset = [
        'received_from',
        'reference',
        'cost_code',
        'location',
        'responsible_contractor',
        'drawing_number',
      ];
      for (const name of [
        ...unset,
        'due_date',
        'specification_section',
        'custom_textfield_1',
        'time_resolved',
      ])
        assert.equal(made[name], null, name);
      assert.deepEqual([made.distribution_list, made.drawing_ids, made.custom_fields], [[], [], {}]);
      const row = (await ok('GET', `${rfis()}?filters[id]=${made.id}`))[0];
      assert.deepEqual(
        [row.created_by, row.subject, row.questions[0].id],
        [me, made.subject, made.questions[0].id],
      );
      assert.deepEqual(await ok('GET', `${rfis()}/${made.id}/replies`), []);
    });

    it('take their assignees away again', async () => {
      const { id } = await ok('POST', rfis(), { rfi: question() });
      const empty = await ok('PATCH', `${rfis()}/${id}`, { rfi: { assignee_ids: [] } });
      assert.deepEqual([empty.assignee, empty.assignees, empty.ball_in_court], [null, [], null]);
    });

    it('have replies by the name of who wrote them', async () => {
      const { id } = await ok('POST', rfis(), { rfi: question() });
      const reply = await ok('POST', `${rfis()}/${id}/replies`, { reply: { body: 'Neoprene.' } });
      assert.deepEqual(
        [reply.plain_text_body, reply.created_by, reply.created_by_id],
        ['Neoprene.', me.name, me.id],
      );
    });
  });

  describe('punch items', () => {
    const items = (version = 'v1.0') => `/rest/${version}/punch_items`;
    const at = (id: number) => `${items()}/${id}?project_id=${project}`;

    it('show every field that was written', async () => {
      const fields = {
        name: 'Paint door',
        due: '2026-06-01',
        priority: 'medium',
        schedule_impact: 'tbd',
        date_initiated: '2026-05-01',
        login_information_ids: [person(1).id, me.id],
        distribution_member_ids: [person(2).id],
        punch_item_manager_id: me.id,
        final_approver_id: person(3).id,
        workflow_status: 'work_required',
        status: 'open',
        private: true,
        custom_field_168115: 'Gold',
      };
      for (const version of ['v1.0', 'v1.1']) {
        const made = await ok('POST', items(version), { project_id: project, punch_item: fields });
        const names = [
          'name',
          'priority',
          'schedule_impact',
          'date_initiated',
          'workflow_status',
          'private',
        ] as const;
        for (const name of names) assert.equal(made[name], fields[name], name);
        assert.deepEqual([made.status, made.due_date, made.created_by.id], ['Open', '2026-06-01', me.id]);
        assert.equal(made.punch_item_manager.name, me.name);
        assert.equal(made.final_approver.login, person(3).login);
        assert.equal(made.distribution_members[0].name, person(2).name);
        assert.deepEqual(
          made.assignments.map(
            (each: { login_information: { name: string } }) => each.login_information.name,
          ),
          [person(1).name, me.name],
        );
        assert.deepEqual(made.custom_fields, { custom_field_168115: { data_type: 'string', value: 'Gold' } });
        await fits(`POST ${items(version)}`, made);
        assert.deepEqual(await ok('GET', at(made.id)), made);
      }
    });

    it('have nothing that was not written', async () => {
      const made = await ok('POST', items(), { project_id: project, punch_item: { name: 'Only a name' } });
      const empty = [
        'priority',
        'schedule_impact',
        'cost_impact',
        'description',
        'due_date',
        'location',
        'trade',
      ];
      for (const name of [...empty, 'punch_item_manager', 'final_approver', 'date_initiated', 'closed_at'])
        assert.equal(made[name], null, name);
      for (const name of ['assignments', 'attachments', 'comments', 'images', 'distribution_members'])
        assert.deepEqual(made[name], [], name);
      assert.equal(made.created_by.name, me.name);
      const closed = await ok('PATCH', at(made.id), { punch_item: { status: 'Closed' } });
      assert.deepEqual([closed.status, closed.closed_at, closed.closed_by.id], ['Closed', NOW, me.id]);
    });
  });

  describe('others', () => {
    it('are by who wrote them', async () => {
      const type = (await ok('GET', `/rest/v1.0/observations/items?project_id=${project}`))[0].type.id;
      const made = [
        await ok('POST', `/rest/v1.0/projects/${project}/submittals`, {
          submittal: { number: '9', title: 'T' },
        }),
        await ok('POST', `/rest/v1.1/projects/${project}/submittals`, {
          submittal: { number: '8', title: 'T' },
        }),
        await ok('POST', '/rest/v1.0/observations/items', {
          project_id: project,
          observation: { name: 'Open edge', type_id: type },
        }),
        await ok('POST', '/rest/v1.0/projects', { company_id: company, project: { name: 'New Depot' } }),
        await ok('POST', '/rest/v1.0/change_events', {
          project_id: project,
          change_event: { change_event_status_id: 500, event_scope: 'tbd' },
        }),
      ];
      for (const answer of made) {
        const { id, login, name } = answer.created_by;
        assert.deepEqual({ id, login, name }, me);
      }
    });

    it('begin as new ones, not as some other record is', async () => {
      for (const version of ['v1.0', 'v1.1']) {
        const path = `/rest/${version}/projects/${project}/submittals`;
        for (const number of ['91', '92', '93']) {
          const { id } = await ok('POST', path, { submittal: { number, title: 'T' } });
          const {
            status,
            type,
            formatted_number: formatted,
            closed_at: closed,
          } = await ok('GET', `${path}/${id}`);
          assert.deepEqual([status.name, type, formatted, closed], ['Submitted', null, number, null]);
        }
      }
      for (const name of ['Open edge', 'Dust', 'Noise']) {
        const observation = { name, type_id: 91_001 };
        const made = await ok('POST', '/rest/v1.0/observations/items', { project_id: project, observation });
        assert.deepEqual([made.status, made.closed_at, made.type.id], ['initiated', null, 91_001]);
      }
    });

    it('show what was written to a project, and nothing else of a new one', async () => {
      const fields = {
        name: 'New Hangar',
        flag: 'Red',
        warranty_start_date: '2027-01-01',
        public_notes: 'By night',
        project_template_id: 12,
      };
      const made = await ok('POST', '/rest/v1.0/projects', { company_id: company, project: fields });
      const path = `/rest/v1.0/projects/${made.id}?company_id=${company}`;
      const read = await ok('GET', path);
      assert.deepEqual(read, made);
      const { project_template_id: template, ...same } = fields;
      for (const [name, value] of Object.entries({ ...same, from_project_template_id: template }))
        assert.equal(read[name], value, name);
      assert.deepEqual([read.office, read.departments, read.locale, read.logo_id], [null, [], null, null]);
      const changed = await ok('PATCH', path, {
        company_id: company,
        project: { custom_field_218239: true },
      });
      assert.equal(changed.custom_fields.custom_field_218239.value, true);
      assert.equal(changed.flag, 'Red');
      const other = `/rest/v1.0/projects/${project}?company_id=${company}`;
      const before = (await ok('GET', other)).custom_fields;
      const { custom_fields: after } = await ok('PATCH', other, {
        company_id: company,
        project: { custom_field_274577: 5 },
      });
      assert.deepEqual(after, { ...before, custom_field_274577: { data_type: 'decimal', value: 5 } });
    });
  });

  it('refuses people who are not there, in what is new and in what is changed', async () => {
    const rfis = `/rest/v1.0/projects/${project}/rfis`;
    const [rfi] = await ok('GET', rfis);
    const [item] = await ok('GET', `/rest/v1.0/punch_items?project_id=${project}`);
    const known = person(0).id;
    const whole = { subject: 's', question: 'q', rfi_manager_id: known, assignee_ids: [known] };
    const refused: Array<[string, string, unknown, string]> = [
      ['POST', rfis, { rfi: { ...whole, rfi_manager_id: NOBODY } }, 'rfi_manager_id'],
      ['POST', rfis, { rfi: { ...whole, assignee_ids: [known, NOBODY] } }, 'assignee_ids'],
      ['POST', rfis, { rfi: { ...whole, distribution_ids: [NOBODY] } }, 'distribution_ids'],
      ['PATCH', `${rfis}/${rfi.id}`, { rfi: { assignee_id: NOBODY } }, 'assignee_id'],
      [
        'PATCH',
        `${rfis}/${rfi.id}`,
        { rfi: { responsible_contractor_id: NOBODY } },
        'responsible_contractor_id',
      ],
      ...['v1.0', 'v1.1'].flatMap((version): typeof refused => [
        [
          'POST',
          `/rest/${version}/punch_items`,
          { project_id: project, punch_item: { name: 'n', login_information_ids: [NOBODY] } },
          'login_information_ids',
        ],
        [
          'PATCH',
          `/rest/${version}/punch_items/${item.id}`,
          { project_id: project, punch_item: { final_approver_id: NOBODY } },
          'final_approver_id',
        ],
      ]),
    ];
    for (const [method, path, body, name] of refused) {
      const before = caller.simulator.changes.last;
      const { status, json } = await send(method, path, body);
      assert.equal(status, 422, `${method} ${path} ${name}`);
      assert.deepEqual(json, { errors: { [name]: ['is invalid'] } });
      assert.equal(caller.simulator.changes.last, before);
    }
  });
});

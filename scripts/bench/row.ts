/** The first id; ids have ten digits and rise from here. */
export const FIRST_ID = 1_000_000_000;

/** About 1.1 KB, the size of an RFI in Procore's samples. */
export const ROW = {
  id: FIRST_ID,
  number: '17-003',
  subject: 'Anchor bolt layout at gridline D4 does not match the base plate shop drawing',
  status: 'open',
  draft: false,
  created_at: '2026-03-02T14:07:11Z',
  updated_at: '2026-04-11T09:31:52Z',
  due_date: '2026-03-16',
  location: { id: 55_120, name: 'Level 2>East wing>D4', node_name: 'D4', parent_id: 55_101 },
  assignees: [1, 2].map((n) => ({ id: 9_100 + n, login: `assignee${n}@example.com`, name: `Assignee ${n}` })),
  ball_in_court: { id: 9_101, login: 'assignee1@example.com', name: 'Assignee 1' },
  received_from: { id: 9_300, login: 'foreman@example.com', name: 'Foreman of the day' },
  responsible_contractor: { id: 812, name: 'Example Steel Erectors' },
  cost_impact: { status: 'yes_known', value: 1_250.5 },
  schedule_impact: { status: 'tbd', value: null },
  questions: [
    { id: 70_001, plain_text_body: 'Please confirm which of the two drawings governs. '.repeat(4) },
  ],
  custom_fields: { custom_field_201: { data_type: 'string', value: 'structural steel' } },
};

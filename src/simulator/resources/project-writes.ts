/** Creating and changing projects themselves. The body wraps the fields: `{"company_id": …, "project": {…}}`, or has several. */
import { fieldErrors } from '../answers.js';
import { parameterMissing } from '../assumed-answers.js';
import { inFormOf } from '../catalogue/record-form.js';
import { syncAnswer } from '../catalogue/sync.js';
import { type Context, companyOf, declaredAnswer, projectOf, writeOf } from '../context.js';
import type { Project } from '../data/company.js';
import { timestamp } from '../data/dates.js';
import { projectDetail, writtenProject } from '../data/projects.js';
import { FRESH, type Row, WRITTEN } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import { type Answer, Refusal } from '../http.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { author } from './people.js';

/** The fields of the body. @throws Refusal if they name somebody who is not there */
async function givenIn(context: Context): Promise<Fields> {
  const { project } = context.fields;
  if (!isFields(project)) throw new Refusal(parameterMissing(context.call, 'project'));
  return (await context.declared())?.given() ?? project;
}

/** Stores the fields that a project has, in its own form, and answers with the whole project. */
function write(context: Context, project: Project, body: Fields, isNew: boolean): Row {
  const { world, now } = context;
  const { id: _, created_at: __, ...given } = body;
  const time = timestamp(now);
  const before = writtenProject(project, world);
  const own = inFormOf(before, given, isNew, project);
  world.write(project, {
    ...own,
    ...(isNew && {
      active: given.active ?? true,
      company: before.company,
      created_at: time,
      created_by: author(context),
      [FRESH]: true,
    }),
    display_name: `${own.project_number ?? before.project_number} - ${own.name ?? before.name}`,
    updated_at: time,
    [WRITTEN]: {
      ...before[WRITTEN],
      ...given,
      ...('project_template_id' in given && { from_project_template_id: given.project_template_id }),
    },
  });
  world.changes.add({
    action: isNew ? 'create' : 'update',
    resource: 'projects',
    id: project.id,
    project,
    from: undefined,
    write: writeOf(context),
  });
  return writtenProject(project, world);
}

/** Many projects in one body: those that are listed, each by its id or its origin, and new ones. */
async function sync(context: Context): Promise<Answer> {
  const { world, account } = context;
  const company = companyOf(context);
  const declared = await context.declared();
  const seen = () => company.projects.filter((project) => account.sees(project));
  const known = (id: string) => seen().find((project) => String(project.id) === id);
  const rows = {
    list: () => seen().map((project) => writtenProject(project, world)),
    find(id: string) {
      const project = known(id);
      return project && writtenProject(project, world);
    },
    change(id: string, fields: Fields) {
      const project = known(id);
      return project && write(context, project, fields, false);
    },
  };
  return syncAnswer(context, rows, {
    create(body) {
      const given = declared?.given(body) ?? body;
      if (!given.name) throw new Refusal(fieldErrors(NAMELESS));
      return write(context, world.addProject(company), given, true);
    },
    fields: (body) => declared?.given(body) ?? body,
    show: (row) => declared?.whole(row, row) ?? row,
    isV2: false,
  });
}

const NAMELESS = { name: ['required'] };

async function shown(context: Context, row: Row, status: number): Promise<Answer> {
  return { status, json: await declaredAnswer(context, projectDetail(row), row) };
}

export const PROJECT_WRITE_ROUTES: readonly Route[] = [
  {
    method: 'PATCH',
    path: '/rest/v1.0/projects/sync',
    scope: 'company',
    tool: TOOLS.portfolio,
    handle: sync,
  },
  {
    method: 'POST',
    path: '/rest/v1.0/projects',
    scope: 'company',
    tool: TOOLS.portfolio,
    async handle(context) {
      const given = await givenIn(context);
      if (!given.name) return fieldErrors(NAMELESS);
      const project = context.world.addProject(companyOf(context));
      return shown(context, write(context, project, given, true), 201);
    },
  },
  {
    method: 'PATCH',
    path: '/rest/v1.0/projects/{project_id}',
    scope: 'project',
    tool: TOOLS.portfolio,
    async handle(context) {
      return shown(context, write(context, projectOf(context), await givenIn(context), false), 200);
    },
  },
];

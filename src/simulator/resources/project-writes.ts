/** Creating and changing projects themselves. The body wraps the fields: `{"company_id": …, "project": {…}}`. */
import { fieldErrors } from '../answers.js';
import { parameterMissing } from '../assumed-answers.js';
import { inFormOf } from '../catalogue/record-form.js';
import { type Context, companyOf, projectOf, writeOf } from '../context.js';
import type { Project } from '../data/company.js';
import { timestamp } from '../data/dates.js';
import { writtenProject } from '../data/projects.js';
import { type Fields, isFields } from '../form.js';
import { type Answer, Refusal } from '../http.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';

function given({ fields, call }: Context): Fields {
  const { project } = fields;
  if (!isFields(project)) throw new Refusal(parameterMissing(call, 'project'));
  return project;
}

/** Stores the fields that a project has, in its own form, and answers with the whole project. */
function write(context: Context, project: Project, fields: Fields, isNew: boolean): Answer {
  const { world, now } = context;
  const time = timestamp(now);
  const before = writtenProject(project, world);
  const own = inFormOf(before, fields, isNew, project);
  world.write(project, {
    ...own,
    ...(isNew && { active: fields.active ?? true, company: before.company, created_at: time }),
    display_name: `${own.project_number ?? before.project_number} - ${own.name ?? before.name}`,
    updated_at: time,
  });
  world.changes.add({
    action: isNew ? 'create' : 'update',
    resource: 'projects',
    id: project.id,
    project,
    from: undefined,
    write: writeOf(context),
  });
  return { status: isNew ? 201 : 200, json: writtenProject(project, world) };
}

export const PROJECT_WRITE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/rest/v1.0/projects',
    scope: 'company',
    tool: TOOLS.portfolio,
    handle(context) {
      const fields = given(context);
      if (!fields.name) return fieldErrors({ name: ['required'] });
      return write(context, context.world.addProject(companyOf(context)), fields, true);
    },
  },
  {
    method: 'PATCH',
    path: '/rest/v1.0/projects/{project_id}',
    scope: 'project',
    tool: TOOLS.portfolio,
    handle: (context) => write(context, projectOf(context), given(context), false),
  },
];

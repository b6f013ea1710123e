/** The account's effective permissions: on a company's tools or on a project's, not on both at once. */
import { LEVEL_IDS } from '../assumed.js';
import { permissionsOfOne } from '../assumed-answers.js';
import type { Context } from '../context.js';
import type { Answer } from '../http.js';
import type { Route } from '../router.js';
import { reaches, TOOLS, type Tool } from '../tools.js';

/** Tools' ids are large in real output; these follow one another. */
const FIRST_TOOL_ID = 174_363_900;

/** One tool, with the keys of a real answer. */
function toolRow({ account, company, project }: Context, tool: Tool, index: number) {
  const level = account.permissions.levelOf(tool, project?.ordinal);
  const inside = project ? `${project.id}/project` : `${company?.id}/company`;
  return {
    id: FIRST_TOOL_ID + index,
    name: tool.name,
    friendly_name: tool.friendlyName,
    domain_id: index + 1,
    tab_group: tool.tabGroup,
    available_for_user: reaches(level, 'Read Only'),
    url: `https://app.example/${inside}/${tool.name}`,
    user_access_level: { id: LEVEL_IDS[level], name: level },
    permitted_actions: [],
    create_url: '',
    can_create: reaches(level, 'Standard'),
    trial: false,
  };
}

export const PERMISSION_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/rest/v1.0/settings/permissions',
    scope: 'either',
    handle(context): Answer {
      const { query } = context.call;
      if (query.has('company_id') === query.has('project_id')) return permissionsOfOne(context.call);
      const scope = context.project ? 'project' : 'company';
      const tools = Object.values(TOOLS).flatMap((tool, index) =>
        tool.scope === scope ? [toolRow(context, tool, index)] : [],
      );
      return { status: 200, json: { tools } };
    },
  },
];

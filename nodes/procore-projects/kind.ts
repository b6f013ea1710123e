import { configError } from '../../src/errors.js';
import { LIST_PROJECTS, listProjects } from '../../src/operations.js';
import type { ProjectsDef } from '../shared/flow-json.js';
import type { NodeKind } from '../shared/pipe/node-kind.js';
import { wholeListOf } from '../shared/pipe/outcome.js';
import { fields } from './fields.js';
import { migrations } from './migrations.js';

export const projectsKind: NodeKind<ProjectsDef> = {
  type: 'procore-projects',
  fields,
  migrations,
  operations: () => [LIST_PROJECTS],

  async *onMessage({ inputs, client, options }) {
    const companyId = (await inputs.company()) ?? client.connection.companyId;
    if (!companyId) {
      throw configError(
        'No company is chosen.',
        'Choose one in the node, or a default company in the connection.',
      );
    }
    const { projectStatus = 'active', view = 'normal' } = inputs.config;
    yield* wholeListOf(client.pages(listProjects(companyId, projectStatus, view), options));
  },
};

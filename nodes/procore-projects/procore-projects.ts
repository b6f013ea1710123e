import type { NodeAPI } from 'node-red';
import { configError } from '../../src/errors.js';
import { listProjects } from '../../src/operations.js';
import type { ProjectsDef } from '../shared/flow-json.js';
import { registerAction } from '../shared/pipe/register.js';

export = (RED: NodeAPI): void =>
  registerAction<ProjectsDef>(RED, {
    type: 'procore-projects',
    async run({ inputs, client, run }) {
      const companyId = (await inputs.company()) ?? client.connection.companyId;
      if (!companyId) {
        throw configError(
          'No company is chosen.',
          'Choose one in the node, or a default company in the connection.',
        );
      }
      const { projectStatus = 'active', view = 'normal' } = inputs.config;
      return client.pages(listProjects(companyId, projectStatus, view), run);
    },
  });

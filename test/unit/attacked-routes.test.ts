import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { registerAdminRoutes } from '../../nodes/shared/admin/routes.js';
import type { DraftSignIns } from '../../nodes/shared/connection/draft-sign-ins.js';
import { ROUTES } from '../attacks/real/routes.js';

describe('the routes behind the dialogs', () => {
  it('that take a POST are all attacked', () => {
    const paths: string[] = [];
    const none = () => undefined;
    const RED = {
      auth: { needsPermission: none },
      settings: {},
      httpNode: { post: none },
      httpAdmin: {
        get: none,
        delete: none,
        post: (path: string) => paths.push(path.replace('/procore/', '')),
      },
    };
    registerAdminRoutes(RED as unknown as NodeAPI, {} as DraftSignIns);
    assert.deepEqual(paths.sort(), [...ROUTES].sort());
  });
});

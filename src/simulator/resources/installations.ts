/** The app's installation in one company, as `app_installations` lists it. */
import { DEVELOPER_APP_ID, INSTALLED_AT, installationId } from '../assumed.js';
import { installationsRefused } from '../assumed-answers.js';
import { companyOf } from '../context.js';
import { timestamp } from '../data/dates.js';
import { listed } from '../data/rows.js';
import { Refusal } from '../http.js';
import type { Route } from '../router.js';
import { list, show, versions } from './operations.js';

const installations = {
  scope: 'company' as const,
  rows(context: Parameters<typeof companyOf>[0]) {
    const { settings, call, account } = context;
    if (!settings.installations) throw new Refusal(installationsRefused(call));
    const company = companyOf(context);
    return listed([
      {
        id: installationId(company.ordinal),
        app_uid: account.clientId,
        developer_app: { id: DEVELOPER_APP_ID, connectable: true, internal: false },
        status: 'installed',
        semantic_version: '1.2.0',
        components: [],
        pending_operation_id: null,
        created_at: timestamp(INSTALLED_AT),
      },
    ]);
  },
};

export const INSTALLATION_ROUTES: readonly Route[] = versions(['v1.0'], 'app_installations').flatMap(
  (path) => [list(path, installations), show(`${path}/{id}`, installations)],
);

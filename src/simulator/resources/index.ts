/** All operations the simulator serves. */
import type { Route } from '../router.js';
import { COMMITMENT_ROUTES } from './commitments.js';
import { COMPANY_ROUTES } from './companies.js';
import { DAILY_LOG_ROUTES } from './daily-logs.js';
import { DIRECTORY_ROUTES } from './directory.js';
import { INSTALLATION_ROUTES } from './installations.js';
import { PERMISSION_ROUTES } from './permissions.js';
import { PROJECT_TOOL_ROUTES } from './project-tools.js';
import { PUNCH_ITEM_ROUTES } from './punch-items.js';
import { RFI_ROUTES } from './rfis.js';
import { WEBHOOK_ROUTES } from './webhooks.js';

/** What the operations are about, in a user's words. */
export const SERVED =
  'companies, projects, users, permissions, app installations, RFIs, submittals, observations, punch items, daily logs ' +
  '(manpower, weather, notes), change events, commitments, budget line items, webhook deliveries';

export const ROUTES: readonly Route[] = [
  ...COMPANY_ROUTES,
  ...DIRECTORY_ROUTES,
  ...PERMISSION_ROUTES,
  ...INSTALLATION_ROUTES,
  ...RFI_ROUTES,
  ...PUNCH_ITEM_ROUTES,
  ...PROJECT_TOOL_ROUTES,
  ...DAILY_LOG_ROUTES,
  ...COMMITMENT_ROUTES,
  ...WEBHOOK_ROUTES,
];

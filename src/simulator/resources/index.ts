/** The operations that are written by hand. All others of the catalogue are answered from their shapes. */
import type { Route } from '../router.js';
import { CHANGE_EVENT_ROUTES } from './change-events.js';
import { COMMITMENT_ROUTES } from './commitments.js';
import { COMPANY_ROUTES } from './companies.js';
import { DAILY_LOG_ROUTES } from './daily-logs.js';
import { DIRECTORY_ROUTES } from './directory.js';
import { INSTALLATION_ROUTES } from './installations.js';
import { PERMISSION_ROUTES } from './permissions.js';
import { PROJECT_TOOL_ROUTES } from './project-tools.js';
import { PROJECT_WRITE_ROUTES } from './project-writes.js';
import { PUNCH_ITEM_ROUTES } from './punch-items.js';
import { RFI_ROUTES } from './rfis.js';
import { WEBHOOK_ROUTES } from './webhooks.js';
import { WEBHOOK_V2_ROUTES } from './webhooks-v2.js';

export const ROUTES: readonly Route[] = [
  ...COMPANY_ROUTES,
  ...PROJECT_WRITE_ROUTES,
  ...DIRECTORY_ROUTES,
  ...PERMISSION_ROUTES,
  ...INSTALLATION_ROUTES,
  ...RFI_ROUTES,
  ...PUNCH_ITEM_ROUTES,
  ...PROJECT_TOOL_ROUTES,
  ...CHANGE_EVENT_ROUTES,
  ...DAILY_LOG_ROUTES,
  ...COMMITMENT_ROUTES,
  ...WEBHOOK_ROUTES,
  ...WEBHOOK_V2_ROUTES,
];

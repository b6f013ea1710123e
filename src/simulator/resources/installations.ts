/** The apps that are installed in one company, as `app_installations` lists them: the calling app, and those that callers install. */
import { DEVELOPER_APP_ID, INSTALLED_AT, installationId } from '../assumed.js';
import { installationsRefused, parameterMissing, recordUnknown } from '../assumed-answers.js';
import { type Context, companyOf, writeOf } from '../context.js';
import { homeOf } from '../data/company.js';
import { timestamp } from '../data/dates.js';
import type { ProjectRows } from '../data/project-rows.js';
import type { Kind, Row, Rows } from '../data/rows.js';
import { isFields } from '../form.js';
import { type Answer, Refusal } from '../http.js';
import type { Route } from '../router.js';
import { list, show, versions } from './operations.js';

const INSTALLATIONS: Kind = {
  name: 'app_installations',
  firstId: 7_320_000,
  share: 0,
  exactly: () => 1,
  ids: {
    at: ({ company }) => installationId(company.ordinal),
    indexOf: ({ company }, id) => (id === installationId(company.ordinal) ? 0 : undefined),
  },
  make: ({ id }) => ({
    id,
    developer_app: { id: DEVELOPER_APP_ID, connectable: true, internal: false },
    status: 'installed',
    semantic_version: '1.2.0',
    components: [],
    pending_operation_id: null,
    created_at: timestamp(INSTALLED_AT),
  }),
};

/** @throws Refusal if the app may not see installations */
function keptRows(context: Context): ProjectRows {
  const { settings, call, world } = context;
  if (!settings.installations) throw new Refusal(installationsRefused(call));
  return world.rows(INSTALLATIONS, homeOf(companyOf(context)));
}

/** An installation that does not say of which app it is, is that of the calling one. */
function shown({ account }: Context, { id, ...row }: Row): Row {
  return { id, app_uid: account.clientId, ...row };
}

const installations = {
  scope: 'company' as const,
  rows(context: Context): Rows {
    const kept = keptRows(context);
    return {
      get length() {
        return kept.length;
      },
      get version() {
        return kept.version;
      },
      at: (index) => shown(context, kept.at(index)),
      find(id) {
        const row = kept.find(id);
        return row && shown(context, row);
      },
    };
  },
};

/** What a body says of an installation: the app, and inside the wrapper its status and configuration. */
function written({ fields }: Context): Record<string, unknown> {
  const { app_uid: app, app_installation: inner } = fields;
  return { ...(app !== undefined && { app_uid: app }), ...(isFields(inner) && inner) };
}

function install(context: Context): Answer {
  const kept = keptRows(context);
  const fields = written(context);
  if (fields.app_uid === undefined) return parameterMissing(context.call, 'app_uid');
  const { id: _, created_at: __, ...model } = kept.all.at(0);
  const made = kept.add({ ...model, developer_app: null, ...fields }, writeOf(context));
  return { status: 201, json: shown(context, made) };
}

function change(context: Context): Answer {
  const kept = keptRows(context);
  const { id: _, ...fields } = written(context);
  const row = kept.change(context.params.id ?? '', fields, writeOf(context));
  return row ? { status: 200, json: shown(context, row) } : recordUnknown(context.call);
}

export const INSTALLATION_ROUTES: readonly Route[] = versions(['v1.0'], 'app_installations').flatMap(
  (path): Route[] => [
    list(path, installations),
    show(`${path}/{id}`, installations),
    { method: 'POST', path, scope: 'company', handle: install },
    { method: 'PATCH', path: `${path}/{id}`, scope: 'company', handle: change },
  ],
);

import type { NodeDef } from 'node-red';
import type { Actor } from '../../src/connection.js';
import type { Environment } from '../../src/environments.js';
import type { ProjectStatus, ProjectView } from '../../src/operations.js';

/** The properties that flows store. A public API: renamed only with a migration. */
export interface ConnectionDef extends NodeDef {
  environment: Environment;
  loginUrl: string;
  apiUrl: string;
  allowHttp: boolean;
  /** Whose rights calls have; nodes of 0.1 have none, which is the app. */
  actAs?: Actor;
  companyId: string;
  /** Which of the demo's two accounts a Demo connection is; unset in flows of before is `main`. */
  demoAccount?: 'main' | 'limited';
  /** Seconds, as typed. */
  timeout: string | number;
  /** Whose quota a call counts on. */
  quotaScope: 'company' | 'app';
  /** Percent of the hour left to other users of the key, as typed. */
  reserve: string | number;
  /** Whether an ambiguous refusal may be looked into with further requests; unset in flows of before is yes. */
  lookups?: boolean;
  /** Id of a tls-config node. */
  tls: string;
  /** Id of an "http proxy" node. */
  proxy: string;
}

export interface ConnectionCredentials {
  clientId?: string;
  clientSecret?: string;
}

export type Delivery = 'array' | 'page' | 'row';

export interface ActionDef extends NodeDef {
  connection: string;
  company: string;
  /**
   * `connection` for its default company; `message` for the company that a node of ours put on the message, else the
   * connection's default; else a typed input's type.
   */
  companyType: string;
  output: string;
  outputType: 'msg' | 'flow' | 'global';
  delivery: Delivery;
  /** Sends the next message only when the flow returns one with msg.tick. */
  tick: boolean;
  /** Messages at the same time. */
  concurrency: string | number;
  /** Seconds a message may take in all; empty: as long as it needs. */
  deadline: string | number;
  /** Where failures go: to Catch nodes, or to a second output. */
  onError: 'catch' | 'output';
  outputs: number;
}

export interface TokenDef extends ActionDef {
  as: 'payload' | 'header';
}

export interface ProjectsDef extends ActionDef {
  /** Not `status`: that is where Node-RED's editor keeps what a node shows. */
  projectStatus: ProjectStatus;
  view: ProjectView;
}

export interface AccessDef extends ActionDef {
  mode: 'audit' | 'compare' | 'installations' | 'required';
  /** All companies in which the app is installed, or the one of the Company field. */
  companies: 'all' | 'one';
  /** Of an audit: every finding, one row for each project, or what changed since the last one. */
  shape: 'rows' | 'matrix' | 'changes';
  /** Projects to tell of in any case. */
  known: string;
  knownType: string;
  /** Id of a second connection. */
  other: string;
  /** Whether a comparison looks at tools as well. */
  tools: boolean;
  /** Context store that keeps the last audit; empty for the default. */
  store: string;
}

export interface Param {
  name: string;
  value: string;
  type: string;
}

export interface RequestDef extends ActionDef {
  operation: string;
  method: string;
  path: string;
  params: Param[];
  query: string;
  queryType: string;
  headers: string;
  headersType: string;
  body: string;
  bodyType: string;
  response: 'auto' | 'json' | 'text' | 'buffer';
  paging: 'off' | 'all';
  /**
   * `taken`: what was read from msg.method, msg.path, msg.query and msg.params is not on the messages that are sent on, and
   * filled fields never mix with them. `kept`: as in flows of before.
   * @default 'taken'
   */
  messageInputs: 'taken' | 'kept';
  limit: string | number;
  perPage: string | number;
  parallel: string | number;
  dryRun: boolean;
}

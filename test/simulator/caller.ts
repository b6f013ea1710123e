/** A plain HTTP caller for the simulator's tests: nothing here is shared with the project's own client. */
import assert from 'node:assert/strict';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body read as JSON; undefined where it is empty. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of all shapes
  readonly json: any;
}

/** A simulator with a token for it. */
export class Caller {
  readonly simulator: Simulator;
  token: string;

  constructor(simulator: Simulator, token: string) {
    this.simulator = simulator;
    this.token = token;
  }

  /** Start a simulator and get a token; whoever calls this closes it. */
  static async start(options: SimulatorOptions = {}): Promise<Caller> {
    const simulator = await startSimulator(options);
    return new Caller(simulator, await newToken(simulator));
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('GET', path, headers);
  }

  send(method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Reply> {
    const sent = new Headers({ authorization: `Bearer ${this.token}`, ...this.#companyFor(path) });
    if (body !== undefined) sent.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    return request(`${this.simulator.apiUrl}${path}`, {
      method,
      headers: sent,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** Sends for a company what must be taken, and gives the answer's JSON. */
  async taken(companyId: number, method: string, path: string, body?: unknown): Promise<Reply['json']> {
    const company = { 'procore-company-id': String(companyId) };
    const { status, json, text } = await this.send(method, path, company, body);
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
    return json;
  }

  /** The header without which Procore does not find the project in a path. An empty one given by the test takes it away. */
  #companyFor(path: string): Record<string, string> {
    const id = Number(/\/projects\/(\d+)/.exec(path)?.[1]);
    const company = this.simulator.companies.find(({ projects }) =>
      projects.some((project) => project.id === id),
    );
    return company ? { 'procore-company-id': String(company.id) } : {};
  }

  /** A company, or one of its projects, by position; it must be there. */
  company(index: number) {
    const company = this.simulator.companies.at(index);
    assert.ok(company);
    return company;
  }

  project(index: number, company = 0) {
    const project = this.company(company).projects.at(index);
    assert.ok(project);
    return project;
  }

  close(): Promise<void> {
    return this.simulator.close();
  }
}

export async function request(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

/** Ask for a token with a body, and with headers where the body has no credentials. */
export function askToken(url: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Reply> {
  return request(`${url}/oauth/token`, { method: 'POST', body, headers });
}

export async function newToken({ loginUrl, clientId, clientSecret }: Simulator): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const { json } = await askToken(loginUrl, form);
  return json.access_token;
}

/** The links of a `Link` header, by their relation, in the order they stand in. */
export function linksOf({ headers }: Reply): Map<string, string> {
  const links = headers.get('link') ?? '';
  return new Map([...links.matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, url = '', rel = '']) => [rel, url]));
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer on its way from the server behind to the client. */
export interface Passing {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What is done to a request: an answer instead of the server's, a change of the server's, or a cut connection. */
export interface Fault {
  /** Called before the server is asked. */
  readonly instead?: () => Passing;
  readonly change?: (answer: Passing) => void;
  readonly cut?: true;
  /** Whether the spoiled answer agrees with itself, so that nobody can see what is wrong with it. */
  readonly isLie?: true;
}

/** Headers of answers that are passed on. */
const PASSED: readonly string[] = [
  'content-type',
  'total',
  'per-page',
  'link',
  'date',
  'retry-after',
  'x-rate-limit-limit',
  'x-rate-limit-remaining',
  'x-rate-limit-reset',
];

/** A server in front of another one, which spoils what passes as it is told. */
export class FaultProxy {
  readonly paths: string[] = [];
  /** Says what to do with a request. */
  fault: (path: string) => Fault | undefined = () => undefined;
  /** Called before and after the server is asked, so that a test can change the source while a list is read. */
  between: (path: string) => void = () => undefined;
  /** Says when a request is served. */
  turn: (path: string, serve: () => Promise<void>) => Promise<void> = (_, serve) => serve();
  /** What the answers say that the time is, ms since the epoch; undefined leaves what the server says. */
  clock: (() => number) | undefined;
  readonly #server = createServer(
    (request, response) => void this.turn(request.url ?? '', () => this.#pass(request, response)),
  );

  private constructor(private readonly target: string) {}

  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.paths.push(path);
    const body = await bodyOf(request);
    const fault = this.fault(path);
    if (fault?.cut) {
      request.socket.destroy();
      return;
    }
    const answer = fault?.instead?.() ?? (await this.#asked(request, path, body));
    fault?.change?.(answer);
    this.between(path);
    const date = this.clock && { date: new Date(this.clock()).toUTCString() };
    response.writeHead(answer.status, { ...answer.headers, ...date });
    response.end(answer.body);
  }

  async #asked(
    { method = 'GET', headers: given }: IncomingMessage,
    path: string,
    body: string,
  ): Promise<Passing> {
    const { authorization = '', 'procore-company-id': company, 'content-type': type } = given;
    const headers = {
      authorization,
      ...(company !== undefined && { 'procore-company-id': String(company) }),
      ...(type !== undefined && { 'content-type': type }),
    };
    const answer = await fetch(`${this.target}${path}`, { method, headers, ...(body !== '' && { body }) });
    const passed: Record<string, string> = {};
    for (const name of PASSED) if (answer.headers.has(name)) passed[name] = answer.headers.get(name) ?? '';
    if (passed.link) passed.link = passed.link.replaceAll(this.target, this.url);
    return { status: answer.status, headers: passed, body: await answer.text() };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  // What is cut off is served like an empty body: nobody waits for the answer.
  try {
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
  } catch {
    return '';
  }
  return body;
}

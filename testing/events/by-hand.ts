import type { Simulator } from '../../src/simulator/index.js';

/** A row as Procore answers with it. */
export type Row = Readonly<Record<string, unknown>>;

/** Asks Procore without the client, as a person does who changes webhooks in another tool. */
export class ByHand {
  private constructor(
    private readonly apiUrl: string,
    private readonly companyId: number,
    private readonly token: string,
  ) {}

  static async signIn(
    { loginUrl, apiUrl, clientId, clientSecret }: Simulator,
    companyId: number,
  ): Promise<ByHand> {
    const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const answer = await fetch(`${loginUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams(grant),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return new ByHand(apiUrl, companyId, token);
  }

  /** @returns what is under `data` in the answer @throws Error if Procore refuses */
  async ask<T = Row>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        'procore-company-id': String(this.companyId),
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : (JSON.parse(text) as { data: T }).data) as T;
  }
}

import { steadyNow } from '../../src/steady-clock.js';
import type { TokenDef } from '../shared/flow-json.js';
import { fieldTarget } from '../shared/pipe/messages.js';
import type { NodeKind } from '../shared/pipe/node-kind.js';
import { fields } from './fields.js';
import { migrations } from './migrations.js';

/** The only node that puts a token on a message: that is its purpose. */
export const tokenKind: NodeKind<TokenDef> = {
  type: 'procore-token',
  fields,
  migrations,
  /** A token comes from the login host, which needs no permission. */
  operations: () => [],

  target: (config) =>
    config.as === 'header' ? { output: 'headers', outputType: 'msg' } : fieldTarget(config),

  async *onMessage({ inputs, client, options }) {
    const companyId = (await inputs.company()) ?? client.connection.companyId;
    const about = { operation: 'Get token', companyId };
    const token = await client.token(options.signal, about);
    const authorization = `Bearer ${token.accessToken}`;
    if (inputs.config.as === 'header') {
      const headers = { ...(inputs.msg.headers as object | undefined), authorization };
      // The following http request needs both: Procore routes by company.
      yield { about, value: companyId ? { ...headers, 'procore-company-id': companyId } : headers };
      return;
    }
    const value = {
      access_token: token.accessToken,
      token_type: token.tokenType,
      // The remaining lifetime, as the token may have been fetched for an earlier message.
      expires_in: Math.max(0, token.expiresAt - Math.floor(steadyNow() / 1000)),
      expires_at: token.expiresAt,
      created_at: token.createdAt,
      authorization,
    };
    yield { about, value };
  },
};

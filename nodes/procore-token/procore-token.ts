import type { NodeAPI } from 'node-red';
import { steadyNow } from '../../src/steady-clock.js';
import type { TokenDef } from '../shared/flow-json.js';
import { registerAction } from '../shared/pipe/register.js';
import { fieldTarget } from '../shared/pipe/run.js';

/** The one node that puts a token on a message: that is its purpose. */
export = (RED: NodeAPI): void =>
  registerAction<TokenDef>(RED, {
    type: 'procore-token',

    target: (config) =>
      config.as === 'header' ? { output: 'headers', outputType: 'msg' } : fieldTarget(config),

    async *run({ inputs, client, run }) {
      const companyId = (await inputs.company()) ?? client.connection.companyId;
      const about = { operation: 'Get token', companyId };
      const token = await client.token(run.signal, about);
      const authorization = `Bearer ${token.accessToken}`;
      if (inputs.config.as === 'header') {
        const headers = { ...(inputs.msg.headers as object | undefined), authorization };
        // The following http request needs both: Procore routes by company.
        const body = companyId ? { ...headers, 'procore-company-id': companyId } : headers;
        yield { about, body, isList: false, last: true };
        return;
      }
      const body = {
        access_token: token.accessToken,
        token_type: token.tokenType,
        // What is left of it: the token may have been got for an earlier message.
        expires_in: Math.max(0, token.expiresAt - Math.floor(steadyNow() / 1000)),
        expires_at: token.expiresAt,
        created_at: token.createdAt,
        authorization,
      };
      yield { about, body, isList: false, last: true };
    },
  });

import { HEADERS, listUrl, type StartTool } from '../tool.js';

/** got's built-in pagination: by Link headers, one page after the other, row by row. */
export const startGot: StartTool = async (origin) => {
  const { got } = await import('got');
  const { Agent } = await import('node:http');
  const agent = { http: new Agent({ keepAlive: true }) };
  return {
    async pull(job) {
      let rows = 0;
      const list = got.paginate(listUrl(origin, job, 1), { agent, headers: HEADERS, responseType: 'json' });
      for await (const _ of list) rows++;
      return rows;
    },
  };
};

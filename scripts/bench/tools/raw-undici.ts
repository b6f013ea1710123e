import { Agent, request } from 'undici';
import { HEADERS, listUrl, type StartTool } from '../tool.js';

/** The floor: undici's request() and JSON.parse, pages in flight, no order, no checks, pages dropped. */
export const startRawUndici: StartTool = async (origin) => {
  const agent = new Agent({ connections: 64, pipelining: 1, allowH2: false });
  const read = async (url: string) => {
    const { headers, body } = await request(url, { dispatcher: agent, headers: HEADERS });
    const page = (await body.json()) as unknown[];
    return { rows: page.length, total: Number(headers.total), perPage: Number(headers['per-page']) };
  };
  return {
    async pull(job) {
      const first = await read(listUrl(origin, job, 1));
      const pages = Math.ceil(first.total / first.perPage);
      let rows = first.rows;
      let next = 2;
      const lane = async () => {
        while (next <= pages) {
          const page = await read(listUrl(origin, job, next++));
          rows += page.rows;
        }
      };
      await Promise.all(Array.from({ length: job.parallel }, lane));
      return rows;
    },
  };
};

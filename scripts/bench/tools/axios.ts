import { Agent } from 'node:http';
import axios from 'axios';
import { HEADERS, listUrl, type StartTool } from '../tool.js';

/** axios in a loop that follows Link headers. */
export const startAxios: StartTool = async (origin) => {
  const client = axios.create({ headers: HEADERS, httpAgent: new Agent({ keepAlive: true }) });
  return {
    async pull(job) {
      let rows = 0;
      let url: string | undefined = listUrl(origin, job, 1);
      while (url) {
        const { data, headers }: { data: unknown[]; headers: Record<string, unknown> } =
          await client.get(url);
        rows += data.length;
        url = /<([^>]+)>; rel="next"/.exec(String(headers.link ?? ''))?.[1];
      }
      return rows;
    },
  };
};

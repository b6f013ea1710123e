import assert from 'node:assert/strict';
import type { NodeRed } from '../../testing/node-red.js';

/**
 * Nodes that write to the punch items of Demo with the connection of an example, as other people in Procore do. A test
 * deploys them beside the example.
 * @param tab the flow of the example
 */
export function writerTo(connection: string, tab: string) {
  const [inject, request, ended] = ['writer-in', 'writer-request', 'writer-out'];
  const place = { z: tab, x: 900, y: 640 };
  const nodes = [
    { id: inject, type: 'http in', ...place, url: '/write', method: 'post', wires: [['writer-take']] },
    {
      id: 'writer-take',
      type: 'function',
      ...place,
      func: 'return { ...msg, ...msg.payload, payload: msg.payload.body };',
      outputs: 1,
      wires: [[request]],
    },
    {
      id: request,
      type: 'procore-request',
      ...place,
      version: 3,
      messageInputs: 'taken',
      connection,
      company: 'company_id',
      companyType: 'msg',
      output: 'payload',
      outputType: 'msg',
      delivery: 'array',
      method: '',
      path: '/rest/v1.0/punch_items/{id}',
      params: [],
      onError: 'catch',
      outputs: 1,
      wires: [[ended]],
    },
    { id: ended, type: 'http response', ...place, statusCode: '200', headers: {}, wires: [] },
  ];
  return {
    nodes,
    async send(
      nodeRed: NodeRed,
      method: string,
      { id, project_id: project, company_id: company }: Record<string, unknown>,
      body: unknown,
    ): Promise<void> {
      const response = await fetch(`${nodeRed.url}/write`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          method,
          company_id: company,
          params: { id },
          query: { project_id: project },
          body,
        }),
        signal: AbortSignal.timeout(20_000),
      });
      assert.equal(response.status, 200);
    },
  };
}

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS } from '../../nodes/kinds.js';
import { configOf } from '../../nodes/shared/fields/config.js';
import type { ActionDef } from '../../nodes/shared/flow-json.js';
import type { OperationRef } from '../../nodes/shared/pipe/node-kind.js';
import { OperationMatcher } from '../../src/catalogue/match.js';
import { shipped } from './operations.js';

const ROOT = join(__dirname, '../..');
/** The simulator answers old requests on purpose, and the catalogue describes them. */
const NOT_SENT = /^src\/(simulator|catalogue)\//;

/** Requests that the code spells out: each text that is a path, with the method that is written in the same object. */
function requestsIn(code: string): OperationRef[] {
  const sent = code.replace(/^\s*(\/\*|\*|\/\/).*$/gm, '');
  return [...sent.matchAll(/(?<=['"`])\/rest\/v\d+\.\d+\/[^'"`\s]+(?=['"`])/g)].map(({ 0: path, index }) => {
    const object = sent.slice(sent.lastIndexOf('{', index), sent.indexOf('}', index + path.length));
    return { method: /method: '([A-Z]+)'/.exec(object)?.[1] ?? 'GET', path } as OperationRef;
  });
}

function requestsOfCode(): Array<[place: string, OperationRef]> {
  const files = ['src', 'nodes'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return files
    .filter((name) => name.endsWith('.ts') && !NOT_SENT.test(name))
    .flatMap((name) =>
      requestsIn(readFileSync(join(ROOT, name), 'utf8')).map((each): [string, OperationRef] => [name, each]),
    );
}

function requestsOfExamples(): Array<[place: string, OperationRef]> {
  const byType = new Map(KINDS.map((kind) => [kind.type, kind]));
  return readdirSync(join(ROOT, 'examples')).flatMap((name) => {
    const flows = JSON.parse(readFileSync(join(ROOT, 'examples', name), 'utf8')) as ActionDef[];
    return flows.flatMap((node) => {
      const kind = byType.get(node.type);
      const used = kind?.operations(configOf(kind, node)) ?? [];
      return used.map((each): [string, OperationRef] => [name, each]);
    });
  });
}

describe('requests of this package', () => {
  const matcher = new OperationMatcher(shipped());
  const faultOf = ({ method, path }: OperationRef): string | undefined => {
    const operation = matcher.match(method, path);
    if (!operation) return 'unknown';
    return operation.removed ? 'removed' : operation.deprecated ? 'deprecated' : undefined;
  };
  const faults = (requests: ReadonlyArray<readonly [string, OperationRef]>) =>
    requests.flatMap(([place, request]) => {
      const fault = faultOf(request);
      return fault ? [`${place}: ${request.method} ${request.path} is ${fault}`] : [];
    });

  it('go to no operation that is deprecated, removed or unknown', () => {
    const requests = requestsOfCode();
    assert.ok(requests.length >= 8, String(requests.length));
    assert.deepEqual(faults(requests), []);
  });

  it('nor do those of the examples', () => {
    const requests = requestsOfExamples();
    assert.ok(requests.length >= 8, String(requests.length));
    assert.deepEqual(faults(requests), []);
  });

  it('would be found if they did', () => {
    const code = "const plan = { method: 'GET', path: '/rest/v1.0/webhooks/hooks', companyId };";
    const [request] = requestsIn(code);
    assert.deepEqual(request, { method: 'GET', path: '/rest/v1.0/webhooks/hooks' });
    assert.equal(request && faultOf(request), 'deprecated');
  });
});

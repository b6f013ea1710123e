import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inRuntime } from '../../testing/node-red.js';
import { TYPES } from '../support/package.js';

const NODES = join(__dirname, '../../nodes');

/** What a node may say of itself by the editor's own names: the editor takes it from there. */
const MEANT_FOR_NODES = new Set(['name', 'outputs']);

interface Definition {
  readonly type: string;
  readonly properties: readonly string[];
}

/** What the editor scripts of all nodes register. */
function definitions(): Definition[] {
  const found: Definition[] = [];
  const before = (globalThis as { RED?: unknown }).RED;
  const registerType = (type: string, { defaults = {}, credentials = {} }: Record<string, object>) =>
    found.push({ type, properties: [...Object.keys(defaults), ...Object.keys(credentials)] });
  Object.assign(globalThis, { RED: { nodes: { registerType }, events: { on() {} } } });
  try {
    for (const folder of readdirSync(NODES).filter((name) => name.startsWith('procore-'))) {
      createRequire(__filename)(join(NODES, folder, 'editor.ts'));
    }
  } finally {
    Object.assign(globalThis, { RED: before });
  }
  return found;
}

/** The names under which Node-RED's editor itself keeps something on a node, read out of its source. */
function editorNames(): Set<string> {
  const file = inRuntime('@node-red/editor-client/public/red/red.js');
  const source = readFileSync(file, 'utf8');
  const assigned = /\b(?:node|n|nn|d|node\.n|d\.n|n\.n|ev\.node|editing_node)\.(\w+)\s*=[^=]/g;
  return new Set([...source.matchAll(assigned)].map(([, name = '']) => name));
}

/** The members of every node in the runtime. */
function runtimeNames(): Set<string> {
  const file = inRuntime('@node-red/runtime/lib/nodes/Node.js');
  const source = readFileSync(file, 'utf8');
  return new Set(
    [...source.matchAll(/\b(?:Node\.prototype|this)\.(\w+)\s*=[^=]/g)].map(([, name = '']) => name),
  );
}

describe('the names of properties that flows store', () => {
  const reserved = new Set([...editorNames(), ...runtimeNames()]);

  it('are held against the names that Node-RED uses', () => {
    for (const name of [
      'status',
      'type',
      'id',
      'z',
      'x',
      'y',
      'wires',
      'users',
      'changed',
      'dirty',
      'valid',
      'selected',
    ]) {
      assert.ok(reserved.has(name), `${name} was not found in Node-RED's source`);
    }
  });

  const all = definitions();
  it('are those of all types', () => {
    assert.deepEqual(all.map(({ type }) => type).sort(), TYPES);
  });

  for (const { type, properties } of all) {
    it(`of ${type} are none that Node-RED uses itself`, () => {
      assert.ok(properties.length > 5);
      const taken = properties.filter((name) => reserved.has(name) || name.length === 1);
      assert.deepEqual(
        taken.filter((name) => !MEANT_FOR_NODES.has(name)),
        [],
      );
    });
  }
});

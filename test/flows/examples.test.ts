import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { type Migrations, newestVersion } from '../../nodes/shared/migrations.js';
import { EXAMPLES, example, type FlowNode, TYPES } from '../support/package.js';

const NAMES = readdirSync(EXAMPLES).map((file) => file.replace('.json', ''));

/** So much of the canvas is seen in a window of 1,600 px, between the palette and the sidebar of Node-RED 5. */
const CANVAS = 1_060;

/** Pixels per character of a label at most, as the editor measures its own labels at 14 px. */
const PER_CHARACTER = 7;

const labelIn = (type: string): string =>
  require(`../../nodes/${type}/locales/en-US.json`)[type].label ?? type;

/** What the editor shows on a node without a name. */
const LABELS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(TYPES.map((type) => [type, labelIn(type)])),
  catch: 'catch: all',
};

/** An access node is called by what it does. */
const MODES: Readonly<Record<string, string>> = {
  audit: 'access audit',
  compare: 'compare access',
  required: 'required permissions',
};

/** The edges of a node on the canvas; x is its middle, and the editor makes it as wide as its label needs. */
function edges(node: FlowNode): [left: number, right: number] {
  const label = String(node.name || MODES[String(node.mode)] || LABELS[node.type] || node.type);
  const width = Math.max(100, 20 * Math.ceil((label.length * PER_CHARACTER + 57) / 20));
  return [Number(node.x) - width / 2, Number(node.x) + width / 2];
}

describe('the examples', () => {
  for (const name of NAMES) {
    const nodes = example(name);
    const placed = nodes.filter(({ x }) => x !== undefined);
    const own = nodes.filter(({ type }) => TYPES.includes(type));

    it(`“${name}” opens whole on the canvas, and no node lies on another`, () => {
      assert.ok(placed.length > 3);
      for (const node of placed) {
        const [left, right] = edges(node);
        // Half a grid for what the estimate may be off.
        assert.ok(left >= 20 && Number(node.x) >= 90, `${node.type} “${node.name}” begins at ${left}`);
        assert.ok(right <= CANVAS, `${node.type} “${node.name}” ends at ${right}`);
        assert.ok(Number(node.y) >= 40 && Number(node.y) <= 700);
      }
      for (const [index, a] of placed.entries()) {
        for (const b of placed.slice(index + 1)) {
          if (Math.abs(Number(a.y) - Number(b.y)) >= 40) continue;
          const [[left, right], [from, to]] = [edges(a), edges(b)];
          assert.ok(right <= from || to <= left, `“${a.name || a.type}” and “${b.name || b.type}” overlap`);
        }
      }
    });

    it(`“${name}” has nodes as a new one is stored`, () => {
      for (const { type, version, messageInputs } of own) {
        const { migrations } = require(`../../nodes/${type}/migrations.ts`) as { migrations: Migrations };
        assert.equal(version, newestVersion(migrations), type);
        if (type === 'procore-request') assert.equal(messageInputs, 'taken');
      }
    });

    it(`“${name}” leaves no choice of a connection blank`, () => {
      for (const connection of nodes.filter(({ type }) => type === 'procore-config')) {
        for (const field of ['environment', 'actAs', 'demoAccount', 'quotaScope', 'reserve', 'lookups'])
          assert.ok(connection[field] !== undefined && connection[field] !== '', field);
      }
    });

    it(`“${name}” says what it does and which fields to change, in short lines`, () => {
      const [what, change, ...more] = nodes.filter(({ type }) => type === 'comment');
      assert.ok(what && change && more.length === 0);
      assert.match(String(change.name), /^To change: Connection \(/);
      for (const comment of [what, change]) assert.ok(String(comment.name).length <= 140);
      assert.match(String(what.info), /Demo/);
      assert.match(String(change.info), /Environment|connections/);
    });

    it(`“${name}” refers to nothing but its own nodes`, () => {
      const ids = new Set(nodes.map(({ id }) => id));
      for (const node of nodes) {
        const wires = (node.wires as string[][] | undefined) ?? [];
        const referred = [...wires.flat(), node.z, node.connection, node.other].filter(Boolean) as string[];
        for (const id of referred) assert.ok(ids.has(id), `${node.type} refers to ${id}`);
      }
      assert.ok(own.length > 1);
    });
  }

  it('share no id, so that each can be imported after the others without a question', () => {
    const seen = new Map<string, string>();
    for (const name of NAMES) {
      for (const { id } of example(name)) {
        assert.ok(!seen.has(id), `${id} is in “${name}” and in “${seen.get(id)}”`);
        seen.set(id, name);
      }
    }
    assert.ok(seen.size > 80);
  });

  it('name each connection after its example, so that a list of connections tells them apart', () => {
    const names = NAMES.flatMap((name) => example(name)).filter(({ type }) => type === 'procore-config');
    assert.equal(new Set(names.map(({ name }) => name)).size, names.length);
    assert.ok(names.every(({ name }) => /^Example \d/.test(String(name))));
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredForm } from '../../nodes/shared/fields/config.js';

const root = join(__dirname, '../..');
const { 'node-red': nodeRed } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Every node type of the package, the connection included. */
export const TYPES: readonly string[] = Object.keys(nodeRed.nodes);

/** The fields and the migrations of every node type, so that no test forgets a new one. */
export const FORMS: Readonly<Record<string, StoredForm>> = Object.fromEntries(
  TYPES.map((type) => {
    const { fields } = require(join(root, 'nodes', type, 'fields.ts'));
    const { migrations } = require(join(root, 'nodes', type, 'migrations.ts'));
    return [type, { fields, migrations }];
  }),
);

import type { NodeAPI } from 'node-red';
import { KINDS } from '../kinds.js';
import { register } from '../shared/pipe/register.js';
import { accessKind } from './kind.js';

export = (RED: NodeAPI): void =>
  register(
    RED,
    accessKind(() => KINDS),
  );

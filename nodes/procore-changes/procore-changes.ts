import type { NodeAPI } from 'node-red';
import { register } from '../shared/pipe/register.js';
import { changesKind } from './kind.js';

export = (RED: NodeAPI): void => register(RED, changesKind);

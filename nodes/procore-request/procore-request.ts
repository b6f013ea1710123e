import type { NodeAPI } from 'node-red';
import { register } from '../shared/pipe/register.js';
import { requestKind } from './kind.js';

export = (RED: NodeAPI): void => register(RED, requestKind);

import type { NodeAPI } from 'node-red';
import { register } from '../shared/pipe/register.js';
import { tableKind } from './kind.js';

export = (RED: NodeAPI): void => register(RED, tableKind());

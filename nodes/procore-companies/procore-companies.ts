import type { NodeAPI } from 'node-red';
import { register } from '../shared/pipe/register.js';
import { companiesKind } from './kind.js';

export = (RED: NodeAPI): void => register(RED, companiesKind);

import type { NodeAPI } from 'node-red';
import { isOldNode } from '../shared/old-node.js';
import { register } from '../shared/pipe/register.js';
import { Doors } from './doors.js';
import { eventKind } from './kind.js';

export = (RED: NodeAPI): void => register(RED, eventKind(isOldNode() ? undefined : new Doors(RED)));

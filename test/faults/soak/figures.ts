import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Bar } from '../../../testing/bars.js';

/** Memory after a garbage collection, with nothing under way. */
export interface Memory {
  /** Of the messages, ended by then. */
  readonly share: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

export interface SoakFigures {
  readonly messages: number;
  readonly seed: number;
  readonly seconds: number;
  readonly memory: readonly Memory[];
  /** How many messages ended in each way. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly endedOnce: number;
  /** How often the server gave each fault. */
  readonly faults: Readonly<Record<string, number>>;
  /** Writes sent again although they may have been done. */
  readonly twice: number;
  readonly early: number;
  readonly sockets: number;
  readonly handles: readonly string[];
  readonly stray: readonly string[];
}

/** Ways in which a message may end in the soak. */
const EXPECTED = new Set([
  'delivered',
  'PROCORE_UNKNOWN_OUTCOME',
  'PROCORE_UNAVAILABLE',
  'PROCORE_NOT_FOUND',
  'PROCORE_INVALID',
  'PROCORE_CONFLICT',
  'PROCORE_BAD_RESPONSE',
  'PROCORE_NETWORK',
  'PROCORE_TIMEOUT',
  'PROCORE_AUTH',
]);

/** V8 enlarges its young generation by some 50 MB at a time of its choosing, which is no growth of ours. */
const V8 = ['--expose-gc', '--max-semi-space-size=8'];

/** Runs the soak in a process of its own. @param patience s after which it is ended */
export function soak(messages: number, seed: number, patience: number): Promise<SoakFigures> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        ...V8,
        '--import',
        'tsx',
        join(__dirname, 'main.ts'),
        '--messages',
        String(messages),
        '--seed',
        String(seed),
      ],
      { cwd: join(__dirname, '../../..'), timeout: patience * 1000, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(JSON.parse(out.trim().split('\n').at(-1) ?? ''));
      else reject(new Error(`The soak ended with ${signal ?? code}. ${err.slice(-2_000)}`));
    });
  });
}

/** What the figures are held against. */
export function soakBars(figures: SoakFigures): Bar[] {
  const { messages, outcomes, memory } = figures;
  const unexpected = Object.entries(outcomes)
    .filter(([outcome]) => !EXPECTED.has(outcome))
    .reduce((sum, [, count]) => sum + count, 0);
  const at = (share: number) => memory.find((sample) => sample.share === share);
  const growth = (key: 'heapMb' | 'rssMb') => (at(1)?.[key] ?? Number.NaN) - (at(0.25)?.[key] ?? Number.NaN);
  const none = (name: string, value: number): Bar => ({
    name: `soak: ${name}`,
    value,
    unit: '',
    op: '==',
    bar: 0,
  });
  return [
    {
      name: 'soak: messages ended exactly once',
      value: figures.endedOnce,
      unit: '',
      op: '==',
      bar: messages,
    },
    none('messages ended in an unexpected way', unexpected),
    none('writes sent twice', figures.twice),
    none('requests before Reset', figures.early),
    none('sockets left', figures.sockets),
    none('timers and other handles left', figures.handles.length),
    none('rejections, exceptions and warnings about listeners', figures.stray.length),
    { name: 'soak: heap growth, 25 to 100 %', value: growth('heapMb'), unit: 'MB', op: '<=', bar: 10 },
    { name: 'soak: RSS growth, 25 to 100 %', value: growth('rssMb'), unit: 'MB', op: '<=', bar: 20 },
  ];
}

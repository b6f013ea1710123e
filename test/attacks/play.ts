import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Attack, Verdict } from './attack.js';
import { endsIn } from './ends.js';
import { endFlow, type Flow, type Seen, startFlow } from './flow.js';
import { hostileProcore } from './hostile-procore.js';
import { faultsOf } from './judge.js';
import { type MessageMade, makeMessage } from './made.js';
import { SCENES } from './scenes/scenes.js';
import type { Sight } from './sight.js';
import { pause, until } from './waiting.js';

/** ms after the last end, in which a second one would show. */
const AFTERMATH = 25;

/** ms that what ends late is waited for beyond its time, so as to tell late from never. */
const GRACE = 1_500;

/** Plays an attack in this process, which it may end. */
export async function play(attack: Attack): Promise<Verdict> {
  const { kind, name, scene } = attack;
  if (!scene) return playMessages(attack);
  const start = performance.now();
  const faults = (await SCENES[scene]?.()) ?? [`there is no scene ${scene}`];
  return { kind, name, faults, ends: [], ms: Math.round(performance.now() - start) };
}

async function playMessages(attack: Attack): Promise<Verdict> {
  const procore = await hostileProcore(attack);
  try {
    const flow = await startFlow(attack, procore.url);
    const watch = watchLoop();
    const start = performance.now();
    const messages = attack.messages ?? 1;
    const within = attack.within ?? 5_000;
    for (let number = 1; number <= messages; number++) {
      flow.receive(makeMessage(attack.msg ?? {}, number));
      await until(() => endsIn(flow, attack) >= number, start + within + GRACE - performance.now());
    }
    const ms = Math.round(performance.now() - start);
    await pause(AFTERMATH);
    const { blocked, busy } = watch();
    const seen = asSeen(flow.seen);
    const errors = flow.errors();
    procore.calm();
    const sameAfter = attack.sameAfter ? await takesAnother(flow, attack.ordinary) : true;
    const besideAfter = await takesBeside(flow);
    const closing = performance.now();
    await endFlow();
    const closeMs = Math.round(performance.now() - closing);
    const sight: Sight = {
      procore,
      messages,
      ms,
      blocked,
      busy,
      sameAfter,
      besideAfter,
      closeMs,
      seen,
      errors: () => errors,
      log: flow.log,
    };
    return faultsOf(attack, sight);
  } finally {
    await endFlow();
    await procore.close();
  }
}

/** What was seen so far, apart from what is to come. */
function asSeen(seen: Seen): Seen {
  const { results, failures, caught, completed, statuses, beside } = seen;
  return {
    results: [...results],
    failures: [...failures],
    caught: [...caught],
    completed: [...completed],
    statuses: [...statuses],
    beside: [...beside],
  };
}

/** Whether the node that was attacked takes an ordinary message and gives its result. */
async function takesAnother(flow: Flow, ordinary: MessageMade = {}): Promise<boolean> {
  const before = flow.seen.results.length;
  flow.receive({ ...makeMessage(ordinary, 0), _msgid: 'after', topic: 'ordinary' });
  return until(() => flow.seen.results.length > before, 3_000);
}

async function takesBeside(flow: Flow): Promise<boolean> {
  flow.receiveBeside({ _msgid: 'beside' });
  return until(() => flow.seen.beside.some(({ payload }) => Array.isArray(payload)), 3_000);
}

/** @returns what tells, when it is called, for how long the event loop stood still at most */
function watchLoop(): () => { readonly blocked: number; readonly busy: number } {
  const monitor = monitorEventLoopDelay({ resolution: 10 });
  const before = process.cpuUsage();
  monitor.enable();
  return () => {
    monitor.disable();
    const { user, system } = process.cpuUsage(before);
    return { blocked: Math.round(monitor.max / 1e6), busy: Math.round((user + system) / 1_000) };
  };
}

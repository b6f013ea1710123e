import type { Verdict } from '../attack.js';
import { SECRET, TOKEN } from '../hostile-procore.js';
import { leaks } from '../search.js';
import type { AdminAttack } from './admin-attacks.js';
import { type RealStage, VARIABLE_VALUE } from './stage.js';
import { faultsAfter, whileWatched } from './watch.js';

/** ms in which a dialog is answered: its own requests give up after 15 s. */
const PATIENCE = 18_000;

/** Characters of an answer to a dialog: the table of operations is the longest. */
const LONGEST = 4_000_000;

/** Plays one; what only blocked is played again, since the machine may have been busy with something else. */
export async function playAdmin(stage: RealStage, attack: AdminAttack): Promise<Verdict> {
  const first = await once(stage, attack);
  const mayBeChance = first.faults.length > 0 && first.faults.every((fault) => fault.startsWith('blocked'));
  return mayBeChance ? once(stage, attack) : first;
}

async function once(stage: RealStage, attack: AdminAttack): Promise<Verdict> {
  await stage.ready();
  const { kind = 'admin requests', name, expect } = attack;
  const start = performance.now();
  const strangers = stage.foreign.requests.length;
  stage.answer = attack.answer;
  const { result, blocked } = await whileWatched(stage, () => ask(stage, attack));
  const ms = Math.round(performance.now() - start);
  const faults = await faultsAfter(stage, blocked);
  const sent = stage.foreign.requests.slice(strangers);
  if (leaks(sent, [SECRET, VARIABLE_VALUE]).length > 0)
    faults.push('a secret or variable went to another host');
  if (leaks(result.text, [SECRET, TOKEN, VARIABLE_VALUE]).length > 0)
    faults.push('a secret or token came out');
  if (stage.alive) {
    if (result.status === 0) faults.push('no answer');
    if (result.status >= 500) faults.push(`answered ${result.status}`);
    if (result.text.length > LONGEST) faults.push(`an answer of ${result.text.length} characters`);
    const code = codeIn(result.text);
    if (expect && code !== expect) faults.push(`answered ${code ?? result.text.slice(0, 60)}`);
    if (attack.status !== undefined && result.status !== attack.status)
      faults.push(`answered ${result.status}`);
  }
  return { kind, name, faults, ends: [String(result.status)], ms };
}

async function ask(
  stage: RealStage,
  { route, method = 'POST', body, type = 'application/json', as }: AdminAttack,
): Promise<{ readonly status: number; readonly text: string }> {
  const token = { owner: stage.token, reader: stage.reader, nobody: '' }[as ?? 'owner'];
  const sent = body?.(stage.procore.url, stage.foreign.url);
  try {
    const response = await fetch(`${stage.nodeRed.url}/procore/${route}`, {
      method,
      redirect: 'manual',
      headers: { 'content-type': type, ...(token && { authorization: `Bearer ${token}` }) },
      ...(sent !== undefined && method !== 'GET' && { body: sent }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    return {
      status: response.status,
      text: `${JSON.stringify([...response.headers])}\n${await response.text()}`,
    };
  } catch {
    // Whether there is somebody to answer at all is looked at afterwards.
    return { status: 0, text: '' };
  }
}

function codeIn(text: string): string | undefined {
  return /"code":"(PROCORE_\w{1,20})"/.exec(text.slice(0, 100_000))?.[1];
}

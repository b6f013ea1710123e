import type { Stage } from './row.js';

/** How long what is closed may take to be gone, ms. */
const GRACE = 1_000;

/** Kinds of what keeps the process busy, one for each handle. */
export function handles(): string[] {
  return process.getActiveResourcesInfo().sort();
}

/** Sockets and handles that are left when all have had their time to go. */
export async function leftOver(stage: Pick<Stage, 'sockets'>, before: readonly string[]) {
  const end = performance.now() + GRACE;
  for (;;) {
    const sockets = await stage.sockets();
    const more = surplus(handles(), before);
    if ((sockets === 0 && more.length === 0) || performance.now() > end) return { sockets, handles: more };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function surplus(now: readonly string[], before: readonly string[]): string[] {
  const known = [...before];
  return now.filter((kind) => {
    const at = known.indexOf(kind);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}

/** Listens for what would end the process, and for warnings of Node.js such as those about too many listeners. */
export function watchStray() {
  const stray: string[] = [];
  const note = (thrown: unknown) => stray.push(String(thrown));
  const events = ['unhandledRejection', 'uncaughtExceptionMonitor', 'warning'] as const;
  for (const event of events) process.on(event as 'warning', note);
  return {
    end() {
      for (const event of events) process.off(event as 'warning', note);
      return stray;
    },
  };
}

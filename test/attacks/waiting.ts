/** Waits for a condition. @returns whether it came true within `patience` ms */
export async function until(condition: () => boolean, patience: number): Promise<boolean> {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) return false;
    await pause(4);
  }
  return true;
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Longest wait of a Node.js timer, ms (24.8 days). If asked for more, it fires at once. */
const LONGEST = 2 ** 31 - 1;

/**
 * Calls `then` after `ms` milliseconds, however many they are.
 * @returns a function that ends the waiting
 */
export function after(ms: number, then: () => void): () => void {
  if (ms <= LONGEST) {
    const only = setTimeout(then, ms);
    return () => clearTimeout(only);
  }
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    timer = setTimeout(() => (left > LONGEST ? wait(left - LONGEST) : then()), Math.min(left, LONGEST));
  };
  wait(ms);
  return () => clearTimeout(timer);
}

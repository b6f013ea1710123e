/** ms. A timer of Node.js holds no more (24.8 days), and fires at once when it is asked to. */
const LONGEST = 2 ** 31 - 1;

/**
 * Does something after `ms` milliseconds, however many they are.
 * @returns ends the waiting
 */
export function after(ms: number, then: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    timer = setTimeout(() => (left > LONGEST ? wait(left - LONGEST) : then()), Math.min(left, LONGEST));
  };
  wait(ms);
  return () => clearTimeout(timer);
}

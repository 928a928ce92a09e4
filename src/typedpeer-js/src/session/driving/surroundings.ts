/** The clock and the timers that a session is driven by; a test gives its own. Times are in milliseconds. */
export interface Surroundings {
  now(): number;

  /** Calls once, not before so long from now. Returns what takes it back. */
  after(delay: number, action: () => void): () => void;

  /** Calls soon, behind what is to happen already. */
  soon(action: () => void): void;
}

/** No timer of a browser waits longer. */
const longest = 2 ** 31 - 1;

/** Those of the platform. */
export const platform: Surroundings = {
  now: () => performance.now(),
  after(delay, action) {
    const timer = setTimeout(action, Math.min(Math.max(delay, 0), longest));
    return () => clearTimeout(timer);
  },
  // Not by `queueMicrotask`, which leaves the engine for the browser and comes back.
  soon: (action) => void Promise.resolve().then(action),
};

/** The longest that timers wait. */
export const longest = 2 ** 31 - 1;

/** Waits so many milliseconds, or until it is given up. */
export const pause = (delay: number, signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  const timer = setTimeout(done, delay);
  function done(): void {
    clearTimeout(timer);
    signal.removeEventListener("abort", done);
    resolve();
  }
  signal.addEventListener("abort", done);
  if (signal.aborted) done();
});

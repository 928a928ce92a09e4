/** How many calls a second are answered, with so many in flight. */
export async function callsPerSecond(call: () => Promise<number>, inFlight: number, milliseconds: number): Promise<number> {
  const start = performance.now();
  const until = start + milliseconds;
  let count = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < until) {
      if ((await call()) !== 5) throw new Error("A call has another result than 5.");
      count++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  return (count * 1000) / (performance.now() - start);
}

/** The time that 99 of 100 calls take at most, in milliseconds, one after another. */
export async function p99(call: () => Promise<number>, milliseconds: number): Promise<number> {
  const until = performance.now() + milliseconds;
  const times: number[] = [];
  for (let now = performance.now(); now < until;) {
    await call();
    const then = performance.now();
    times.push(then - now);
    now = then;
  }
  times.sort((first, second) => first - second);
  return times[Math.floor(times.length * 0.99)]!;
}

/** Megabytes a second. */
export const rate = (bytes: number, since: number): number => bytes / 1000 / (performance.now() - since);

import { contract, type MethodDescription, type PeerContract } from "typedpeer/contract";
import { type Implementation } from "../../src/contracts/implementation.js";
import { MemoryChannel, type MemoryChannelOptions } from "../../src/session/channels/index.js";
import { PeerSession, type PeerSessionStart, type Surroundings } from "../../src/session/driving/index.js";
import { serving } from "../../src/session/serving/index.js";

/** Lets everything run that needs no time. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands still until it is told to go on. */
export class VirtualTime implements Surroundings {
  time = 0;
  private timers: { at: number; action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(delay: number, action: () => void): () => void {
    const timer = { at: this.time + Math.max(0, delay), action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  }

  soon(action: () => void): void {
    queueMicrotask(action);
  }

  /** Lets so many milliseconds pass, and what is due in them happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await settled();
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.time = Math.max(this.time, next.at);
      next.action();
      await settled();
    }
    this.time = end;
  }
}

/** Two sessions that are connected in memory. */
export interface Pair {
  readonly time: VirtualTime;
  readonly left: PeerSession;
  readonly right: PeerSession;
  readonly channels: [MemoryChannel, MemoryChannel];
  /** What the application was told of failures, on either side. */
  readonly failures: { what: string; failure: unknown }[];
}

export interface PairOptions {
  readonly left?: PeerSessionStart;
  readonly right?: PeerSessionStart;
  readonly channel?: MemoryChannelOptions;
}

export function makePair({ left, right, channel }: PairOptions = {}): Pair {
  const time = new VirtualTime();
  const failures: { what: string; failure: unknown }[] = [];
  const channels = MemoryChannel.pair(channel);
  const start = (end: MemoryChannel, given: PeerSessionStart = {}): PeerSession => new PeerSession(end, {
    surroundings: time, ...given, options: { onFailure: (what, failure) => failures.push({ what, failure }), ...given.options },
  });
  return { time, failures, channels, left: start(channels[0], left), right: start(channels[1], right) };
}

/** Says what a session serves. */
export const serve = <T>(served: PeerContract<T>, implementation: Implementation<T>, name?: string): PeerSessionStart => ({ serve: [serving(served, implementation, name)] });

let lastHash = 1n;

/** A contract for a test, with hashes of its own. */
export function testContract<T>(name: string, methods: (Partial<MethodDescription> & { name: string })[], more: { bases?: PeerContract<any>[]; uses?: PeerContract<any>["uses"]; errors?: PeerContract<any>["errors"] } = {}): PeerContract<T> {
  const described = methods.map((method): MethodDescription => ({
    signature: `${method.name[0]!.toUpperCase()}${method.name.slice(1)}Async()`, id: ++lastHash, shape: ++lastHash, kind: "unary", parameters: [], ...method,
  }));
  return contract<T>(name, ++lastHash, ++lastHash, () => ({ methods: described, ...more }));
}

import type { SessionState } from "../state/index.js";
import { maxChunk } from "../wire/index.js";

/** The least that may be on its way while nobody calls, in bytes: it bridges the pauses of busy threads. */
const leastAlone = 2 * 1024 * 1024;

/** How many intervals without a call mean that there will be none, and the least and the most time after a call, in milliseconds. */
const patience = 8;
const shortest = 20;
const longest = 250;

/**
 * How much of one stream may be on its way (docs/architecture.md, "The pace of streams"): twice what the path holds at the stream's own rate, and a
 * chunk where calls share the channel, so that they do not wait behind it.
 */
export class Pace {
  private calls = 0;
  private last = -Infinity;
  private interval = 0;

  constructor(private readonly state: SessionState) {}

  /** The limit, in bytes, for a stream that is consumed at `rate` bytes in a millisecond. */
  limit(rate: number): number {
    const least = this.isCalling() ? maxChunk : leastAlone;
    return Math.max(least, 2 * rate * this.state.keepAlive.lowestRoundTrip);
  }

  /** Whether calls that are no streams are being made, in either direction, so that the next is to be expected. */
  private isCalling(): boolean {
    const { now, callsSeen } = this.state;
    if (callsSeen !== this.calls) {
      this.calls = callsSeen;
      const gap = now - this.last;
      this.last = now;
      // A longer interval counts at once, a shorter one a little.
      if (gap <= longest) this.interval = Math.max(gap, (7 * this.interval + gap) / 8);
    }
    return now - this.last <= Math.min(Math.max(patience * this.interval, shortest), longest);
  }
}

import type { Due, SessionState } from "../state/index.js";
import { maxChunk } from "../wire/index.js";

/** The least that may be on its way while nobody calls, in bytes: it bridges the pauses of busy threads. */
const leastAlone = 2 * 1024 * 1024;

/** How many intervals without a call mean that there will be none, and the least and the most time after a call, in milliseconds. */
const patience = 8;
const shortest = 20;
const longest = 250;

/**
 * The longest round trip, in milliseconds, of a path that holds nothing: what is on its way there waits for the threads at both ends, a browser's among
 * them, and so do the calls. More of it would let twice what the path holds grow with its own queue.
 */
const shortPath = 1;

/** How often the round trip is measured while streams run, in milliseconds. */
const probeInterval = 1000;

/** How old the lowest round trip may be, in milliseconds: paths change. The first is of code that ran for the first time, and is measured anew after a second. */
const renewal = 10_000;
const firstRenewal = 1000;

/** How often a path is measured before it counts as a longer one, where it was short or may be: a thread that wakes late makes it look so. */
const mostSamples = 4;

/** The longest round trip, in milliseconds, that a short path is seen to have while the threads at its ends are busy. */
const nearlyShort = 8;

/** What may be on its way on a short path while calls are made, in bytes: three packets, which a browser takes in while it hands an answer on. */
const besideCalls = 4 * 1024;

/** How long credit may wait for a message to ride along with, and how often calls must be made for that, in milliseconds: the shortest time that a page's timer knows. */
const ride = 1;

/**
 * How much of one stream may be on its way (docs/architecture.md, "The pace of streams"): twice what the empty path holds at the stream's own rate, and a
 * chunk where calls share the channel, or a few packets on a short path, so that they do not wait behind it.
 */
export class Pace {
  private calls = 0;
  private last = -Infinity;
  private interval = 0;
  private renewed: number | undefined;
  private isDraining = false;
  private isMeasuring = false;
  private wasShort = false;
  private samples = 0;
  private waiting: Credit[] = [];
  private readonly holders = new Set<{ leaveMessage(): void }>();
  private isNewMessage = true;

  constructor(private readonly state: SessionState) {}

  /**
   * Has credit leave: where calls are made one after the other, along with the next of them or a moment later. A message that a page sends holds it up for as long
   * as it reads a few, and the calls with it.
   */
  grant(write: () => void): void {
    const { now, send } = this.state;
    if (!this.isCalling() || this.interval > ride || send.calls.length + send.answers.length + send.control.length > 0) {
      write();
      return;
    }
    const credit = new Credit(now + ride, write);
    this.waiting.push(credit);
    this.state.deadlines.add(credit);
  }

  /** Pieces of the message that is read are held as they lie in it: most are taken before the next comes, and need not be copied. */
  holds(holder: { leaveMessage(): void }): void {
    const { holders } = this;
    if (this.isNewMessage) {
      for (const one of holders) one.leaveMessage();
      holders.clear();
      this.isNewMessage = false;
    }
    holders.add(holder);
  }

  /** A message was read, most often the answer behind which the next call leaves. */
  messageRead(): void {
    this.isNewMessage = true;
    const { waiting } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    for (const credit of waiting) credit.expire();
  }

  /** The limit, in bytes, for a stream that is consumed at `rate` bytes in a millisecond. */
  limit(rate: number): number {
    const { lowestRoundTrip } = this.state.keepAlive;
    const isCalling = this.isCalling();
    if (lowestRoundTrip > 0) this.renew();
    if (isCalling && lowestRoundTrip <= shortPath) return besideCalls;
    if (this.isDraining) return isCalling ? besideCalls : maxChunk;
    return Math.max(isCalling ? maxChunk : leastAlone, 2 * rate * lowestRoundTrip);
  }

  /** Measures the round trip again: paths change. */
  probe(): void {
    const { keepAlive, now } = this.state;
    if (now - keepAlive.pingSent > probeInterval) this.measure(false);
  }

  /** Lets the queue run empty for one measurement every now and then: one that always stands would in time count as the path. */
  private renew(): void {
    const { keepAlive, now } = this.state;
    this.renewed ??= now - renewal + firstRenewal;
    if (!this.isDraining) {
      if (now - this.renewed <= renewal) return;
      this.isDraining = true;
      this.isMeasuring = false;
      this.renewed = now;
      this.wasShort = keepAlive.lowestRoundTrip <= shortPath;
      this.samples = 1;
    } else if (!this.isMeasuring) {
      // What was on its way when the window shrank has arrived by now.
      this.isMeasuring = now - this.renewed > keepAlive.roundTrip && this.measure(true);
    } else if (!keepAlive.isWaiting) {
      const { lowestRoundTrip } = keepAlive;
      const isDoubtful = lowestRoundTrip > shortPath && (this.wasShort || lowestRoundTrip <= nearlyShort) && this.samples++ < mostSamples;
      this.isDraining = isDoubtful && this.measure(false);
    }
  }

  /** Measures the round trip. False while that is done, or there is no channel. */
  private measure(renews: boolean): boolean {
    const { keepAlive, now } = this.state;
    if (keepAlive.isWaiting || keepAlive.rests) return false;
    keepAlive.isRenewing ||= renews;
    keepAlive.ping(now);
    return true;
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

/** Credit that waits for a message to ride along with. */
class Credit implements Due {
  isOpen = true;

  constructor(
    readonly deadline: number,
    private readonly write: () => void,
  ) {}

  expire(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.write();
  }
}

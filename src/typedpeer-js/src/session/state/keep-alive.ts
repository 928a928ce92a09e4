import { typePing } from "../wire/index.js";
import type { Scheduler } from "../sending/index.js";
import type { PeerSessionOptions } from "./options.js";

/** Notices a peer that is silent or gone, and measures the round trip (docs/protocol.md, "Liveness"). Times are in milliseconds. */
export class KeepAlive {
  /** The smoothed round trip; 0 before it was measured. */
  roundTrip = 0;

  /** The lowest round trip; 0 before it was measured. */
  lowestRoundTrip = 0;

  /** Whether the peer was asked and is silent. */
  isSilent = false;

  /** Whether there is no channel to ask over. */
  rests = false;

  /** Whether the next round trip measured counts as the lowest, whatever came before. */
  isRenewing = false;

  /** Whether an answer to a ping is awaited, and when the last one left. */
  isWaiting = false;
  pingSent = 0;

  private isOpen = false;
  private lastHeard = 0;
  private helloBy = Infinity;
  private token = 0n;

  constructor(
    private readonly options: PeerSessionOptions,
    private readonly send: Scheduler,
  ) {}

  /** When {@link handleDeadline} is to be called. */
  get nextDeadline(): number {
    if (this.rests || !this.isOpen) return Infinity;
    if (this.helloBy !== Infinity) return this.helloBy;
    if (!this.isWaiting) return this.lastHeard + this.options.keepAliveInterval;
    const lost = this.pingSent + this.options.keepAliveTimeout;
    return this.isSilent || this.lastHeard > this.pingSent ? lost : Math.min(this.pingSent + this.options.unresponsiveAfter, lost);
  }

  opened(now: number): void {
    this.isOpen = true;
    this.lastHeard = now;
    this.helloBy = now + this.options.handshakeTimeout;
  }

  connected(now: number): void {
    this.helloBy = Infinity;
    this.ping(now);
  }

  /** There is no channel to ask over: the peer counts as silent, and nothing is due. */
  rest(): void {
    this.rests = this.isSilent = true;
    this.isWaiting = false;
  }

  /** There is a channel again: what was asked over the old one is void, and the path is another. */
  resumed(now: number): void {
    this.rests = this.isSilent = false;
    this.lastHeard = now;
    this.isRenewing = true;
    this.ping(now);
  }

  /** A message of the peer's came. True where it had been silent. */
  heard(now: number): boolean {
    const wasSilent = this.isSilent;
    this.lastHeard = now;
    this.isSilent = false;
    return wasSilent;
  }

  onPong(token: bigint, now: number): void {
    if (!this.isWaiting || token !== this.token) return;
    this.isWaiting = false;
    const sample = Math.max(0.001, now - this.pingSent);
    this.lowestRoundTrip = this.lowestRoundTrip === 0 || this.isRenewing ? sample : Math.min(this.lowestRoundTrip, sample);
    this.isRenewing = false;
    this.roundTrip = this.roundTrip === 0 ? sample : (7 * this.roundTrip + sample) / 8;
  }

  /** Does what is due. Why the peer counts as lost, or nothing. */
  handleDeadline(now: number): string | undefined {
    if (!this.isOpen || this.rests) return undefined;
    if (now >= this.helloBy) return "The peer opened the channel but never said hello.";
    if (this.helloBy !== Infinity) return undefined;
    if (!this.isWaiting) {
      if (now >= this.lastHeard + this.options.keepAliveInterval) this.ping(now);
    } else if (now >= this.pingSent + this.options.keepAliveTimeout) {
      if (this.lastHeard <= this.pingSent) return "The peer stopped answering.";
      // It talks, if not about this: a long queue on its side. Ask again.
      this.ping(now);
    } else if (this.lastHeard <= this.pingSent && now >= this.pingSent + this.options.unresponsiveAfter) {
      this.isSilent = true;
    }
    return undefined;
  }

  /** Asks for a sign of life, which measures the round trip. */
  ping(now: number): void {
    this.isWaiting = true;
    this.pingSent = now;
    this.send.control.frame(typePing, 8).u64(++this.token);
  }
}

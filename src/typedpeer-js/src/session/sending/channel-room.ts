import type { PeerChannel } from "../channels/index.js";

/**
 * How long what is given ahead lasts, in milliseconds. 10 ms: a page hears that there is room behind all else that it does, and it is a small part of the
 * round trip of any path that is slow enough for it to matter.
 */
const time = 10;

/** How many times what is given before a rate is known may be given to a fast channel. 4: 256 KiB by default, 10 ms of what a browser sends. */
const most = 4;

/** The least given ahead, in bytes: a few packets, so that they leave together. */
const least = 4 * 1024;

/** What is left of a rate that was higher, for each slower one seen: a page that woke late makes one measurement slow, and a path that changed is known after some. */
const memory = 0.8;

/**
 * How much the channel is given ahead of the network: what it takes in a few milliseconds at the rate at which it was seen to take it, since a call that
 * comes up waits behind all of it. One that ran dry is given more.
 */
export class ChannelRoom {
  /** The bytes below which the channel is given more. */
  size: number;

  /** Bytes in a millisecond; 0 before it was measured. */
  private rate = 0;
  private takenBytes = 0;
  private takenTime = 0;
  private fullSince = -1;
  private fullWith = 0;

  /** @param first What is given before a rate is known, in bytes. */
  constructor(private readonly first: number) {
    this.size = first;
  }

  /** The channel has enough: it says so when half of that has left. True where it has left meanwhile. */
  hasLeft(channel: PeerChannel, now: number): boolean {
    this.fullSince = now;
    this.fullWith = channel.bufferedAmount;
    const low = this.size / 2;
    channel.bufferedAmountLowThreshold = low;
    return channel.bufferedAmount <= low;
  }

  /** The channel has taken half of what it had, or more. */
  left(channel: PeerChannel, now: number): void {
    if (this.fullSince < 0) return;
    const { bufferedAmount } = channel;
    this.takenBytes += Math.max(0, this.fullWith - bufferedAmount);
    this.takenTime += now - this.fullSince;
    this.fullSince = -1;
    if (this.rate > 0 && this.takenTime < time && bufferedAmount > 0) return;
    const seen = this.takenBytes / Math.max(this.takenTime, 0.1);
    // One that ran dry could have taken more.
    const rate = bufferedAmount === 0 ? 2 * Math.max(seen, this.rate) : Math.max(seen, this.rate * memory);
    this.rate = Math.min(rate, (most * this.first) / time);
    this.size = Math.floor(Math.max(this.rate * time, Math.min(least, this.first)));
    this.takenBytes = this.takenTime = 0;
  }
}

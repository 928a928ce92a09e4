import { type FrameQueue, maxHeader, noBytes, typePart, varintSize } from "../wire/index.js";

/** What a message takes in memory beside its bytes. */
const overhead = 64;

/** Messages that the peer has not acknowledged, in order, each with its number: the first is 1. They may be sent a second time from the oldest on, cut where a channel takes less. */
export class KeptMessages {
  /** The number of the newest message that was added, of the newest that the channel has got whole, and of the newest that the peer is known to have. */
  added = 0;
  sent = 0;
  acknowledged = 0;

  /** How many bytes of memory are held. */
  held = 0;

  private messages: Uint8Array[] = [];
  private first = 0;
  private told = 0;

  /** How much of the message that is next was sent in parts. */
  private cut = 0;

  get isEmpty(): boolean {
    return this.added === this.acknowledged;
  }

  /** Whether something waits to be given to the channel. */
  get hasUnsent(): boolean {
    return this.sent < this.added;
  }

  get isCutting(): boolean {
    return this.cut > 0;
  }

  /** Keeps a message that waits. */
  add(message: Uint8Array): void {
    this.messages.push(message.slice());
    this.held += message.length + overhead;
    this.added++;
  }

  /** Keeps a message that the channel gets now. */
  addSent(message: Uint8Array): void {
    this.add(message);
    this.sent = this.added;
  }

  /** The peer has the messages up to a number: they go, each once it was sent over this channel, where it is expected all the same since messages carry no numbers. */
  acknowledge(number: number): void {
    this.told = Math.max(this.told, number);
    this.release();
  }

  /** Sends everything again that the peer, on another channel, does not say to have. */
  rewind(received: number): void {
    this.sent = this.added;
    this.acknowledge(received);
    this.sent = this.acknowledged;
    this.cut = 0;
  }

  /** Writes the message that is next, or as much of it as fits, as PART. */
  writeNext(target: FrameQueue, room: number): void {
    const message = this.messages[this.first + this.sent - this.acknowledged]!;
    if (this.cut === 0 && message.length <= room) {
      target.append(message);
      this.pass();
      return;
    }
    const count = Math.min(message.length - this.cut, room - maxHeader - 10);
    const rest = message.length - this.cut - count;
    target.frame(typePart, varintSize(rest) + count).varint(rest).raw(message.subarray(this.cut, this.cut + count));
    this.cut += count;
    if (rest === 0) this.pass();
  }

  clear(): void {
    this.messages = [];
    this.first = this.held = this.cut = 0;
    this.acknowledged = this.sent = this.added;
  }

  private pass(): void {
    this.cut = 0;
    this.sent++;
    this.release();
  }

  private release(): void {
    for (const last = Math.min(this.told, this.sent); this.acknowledged < last; this.acknowledged++) {
      this.held -= this.messages[this.first]!.length + overhead;
      this.messages[this.first++] = noBytes;
    }
    if (this.first > this.messages.length / 2) {
      this.messages.splice(0, this.first);
      this.first = 0;
    }
  }
}

/** What a channel carries. */
export type ChannelMessage = string | Uint8Array;

/** A channel has no room for a message: as many bytes or messages wait as its options allow. Nothing was sent. */
export class ChannelOverflowError extends Error {
  override readonly name = "ChannelOverflowError";

  constructor(
    readonly bufferedAmount: number,
    readonly queuedMessages: number,
  ) {
    super(`The channel has no room: ${queuedMessages} messages of ${bufferedAmount} bytes wait to be sent.`);
  }
}

/** So much is given to the platform ahead of the network: what it holds is gone with its connection. */
const handedOver = 64 * 1024;

interface Waiter {
  readonly message: ChannelMessage;
  readonly size: number;
  readonly accepted: () => void;
  readonly failed: (why: Error) => void;
}

/** The messages of a channel that wait: for room, which their senders await, and for a connection. */
export class Outgoing {
  private readonly queued: { readonly message: ChannelMessage; readonly size: number }[] = [];
  private readonly waiters: Waiter[] = [];

  /** The sizes of what the platform was given and may still hold. */
  private handed: number[] = [];
  private handedBytes = 0;
  private queuedBytes = 0;
  private channel: RTCDataChannel | undefined;
  private end: Error | undefined;
  private tellEmpty: (() => void)[] = [];

  constructor(
    private readonly maxBufferedAmount: number,
    private readonly maxQueuedMessages: number,
    private readonly failed: (why: string) => void,
  ) {}

  /** How many bytes were accepted and have not left for the network. */
  get bufferedAmount(): number {
    return this.queuedBytes + (this.channel?.bufferedAmount ?? 0);
  }

  send(message: ChannelMessage): Promise<void> {
    return new Promise((accepted, failed) => {
      if (this.end !== undefined) failed(this.end);
      else if (this.waiters.length === 0 && this.hasRoom(sizeOf(message))) {
        this.accept(message);
        accepted();
      } else this.waiters.push({ message, size: sizeOf(message), accepted, failed });
    });
  }

  trySend(message: ChannelMessage): boolean {
    if (this.end !== undefined) return false;
    if (this.waiters.length > 0 || !this.hasRoom(sizeOf(message))) throw new ChannelOverflowError(this.bufferedAmount, this.queued.length);
    this.accept(typeof message === "string" ? message : message.slice());
    return true;
  }

  /** There is a connection. */
  attach(channel: RTCDataChannel): void {
    this.channel = channel;
    channel.bufferedAmountLowThreshold = handedOver / 2;
    channel.onbufferedamountlow = () => this.pump();
    this.pump();
  }

  /** There is none any more. Returns how many messages the platform still held. */
  detach(): number {
    this.noteLeft();
    const held = this.handed.length;
    this.channel = undefined;
    this.handed = [];
    this.handedBytes = 0;
    return held;
  }

  /** Done when nothing waits. */
  drained(): Promise<void> {
    return this.isEmpty ? Promise.resolve() : new Promise((resolve) => this.tellEmpty.push(resolve));
  }

  over(why: Error): void {
    this.end ??= why;
    this.queued.length = this.queuedBytes = 0;
    for (const { failed } of this.waiters.splice(0)) failed(why);
    for (const tell of this.tellEmpty.splice(0)) tell();
  }

  private get isEmpty(): boolean {
    return this.queued.length + this.waiters.length === 0 && (this.channel?.bufferedAmount ?? 0) === 0;
  }

  /** One message has room however large it is, where nothing waits. */
  private hasRoom(size: number): boolean {
    return this.queued.length < this.maxQueuedMessages && (this.bufferedAmount + size <= this.maxBufferedAmount || this.bufferedAmount === 0);
  }

  private accept(message: ChannelMessage): void {
    const size = sizeOf(message);
    this.queued.push({ message, size });
    this.queuedBytes += size;
    this.pump();
  }

  private pump(): void {
    const { channel } = this;
    while (channel?.readyState === "open" && this.queued.length > 0 && channel.bufferedAmount < handedOver) {
      const { message, size } = this.queued.shift()!;
      this.queuedBytes -= size;
      try {
        channel.send(message as string);
      } catch (failure) {
        this.failed(`A message of ${size} bytes could not be sent: ${failure instanceof Error ? failure.message : String(failure)}`);
        return;
      }
      this.noteLeft();
      this.handed.push(size);
      this.handedBytes += size;
    }
    while (this.waiters.length > 0 && this.hasRoom(this.waiters[0]!.size)) {
      const { message, accepted } = this.waiters.shift()!;
      this.accept(message);
      accepted();
    }
    if (this.isEmpty) for (const tell of this.tellEmpty.splice(0)) tell();
  }

  private noteLeft(): void {
    const held = this.channel?.bufferedAmount ?? 0;
    while (this.handed.length > 0 && this.handedBytes - this.handed[0]! >= held) this.handedBytes -= this.handed.shift()!;
  }
}

/** The bytes of a message as the platform counts them; of a text no fewer. */
const sizeOf = (message: ChannelMessage): number => (typeof message === "string" ? message.length * 3 : message.byteLength);

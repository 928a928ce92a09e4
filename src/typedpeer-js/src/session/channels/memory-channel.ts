import type { PeerChannel, PeerChannelEvents } from "./peer-channel.js";

/** How a pair of channels in memory behaves. */
export interface MemoryChannelOptions {
  /** The largest message, in bytes. */
  readonly maxMessageSize?: number;

  /** The largest datagram; 0 for no lane. */
  readonly maxDatagramSize?: number;

  /** Runs what is to happen later; in order, but whenever it likes. */
  readonly later?: (action: () => void) => void;

  /** Whether a datagram is lost. */
  readonly loses?: (datagram: Uint8Array) => boolean;
}

/** One of two channels that are connected within the program: for tests, and for parts of a page that call each other. */
export class MemoryChannel implements PeerChannel {
  readonly maxMessageSize: number;
  readonly maxDatagramSize: number;
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;

  private other!: MemoryChannel;
  private events: PeerChannelEvents | undefined;
  private early: (() => void)[] = [];
  private isOpen = false;
  private isClosed = false;
  private isOver = false;

  private constructor(private readonly options: MemoryChannelOptions) {
    this.maxMessageSize = options.maxMessageSize ?? 256 * 1024;
    this.maxDatagramSize = options.maxDatagramSize ?? 0;
  }

  /** Makes both. */
  static pair(options: MemoryChannelOptions = {}): [MemoryChannel, MemoryChannel] {
    const pair: [MemoryChannel, MemoryChannel] = [new MemoryChannel(options), new MemoryChannel(options)];
    pair[0].other = pair[1];
    pair[1].other = pair[0];
    return pair;
  }

  listen(events: PeerChannelEvents): void {
    this.events = events;
    this.later(() => {
      this.isOpen = true;
      events.opened();
      for (const one of this.early.splice(0)) one();
    });
  }

  send(message: Uint8Array): void {
    if (this.isClosed) throw new TypeError("The channel is closed.");
    if (message.length > this.maxMessageSize) throw new TypeError("The message is larger than the channel takes.");
    const copy = message.slice();
    this.bufferedAmount += copy.length;
    this.later(() => {
      const before = this.bufferedAmount;
      this.bufferedAmount -= copy.length;
      this.other.arrive((events) => events.message(copy));
      const low = this.bufferedAmountLowThreshold;
      if (before > low && this.bufferedAmount <= low && !this.isOver) this.events?.low();
    });
  }

  sendDatagram(datagram: Uint8Array): void {
    if (this.isClosed || this.options.loses?.(datagram) === true) return;
    const copy = datagram.slice();
    this.later(() => this.other.arrive((events) => events.datagram(copy)));
  }

  openLane(): boolean {
    return this.maxDatagramSize > 0;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.later(() => this.cut("The channel was closed."));
  }

  /** Breaks off, as a connection does that is lost: what is under way is lost with it, and both sides are told. */
  cut(why = "The channel was lost."): void {
    for (const end of [this, this.other]) {
      end.isClosed = true;
      end.arrive((events) => {
        end.isOver = true;
        events.closed(why);
      });
    }
  }

  private arrive(tell: (events: PeerChannelEvents) => void): void {
    if (this.isOver) return;
    const { events } = this;
    if (events === undefined || !this.isOpen || this.early.length > 0) this.early.push(() => this.events && !this.isOver && tell(this.events));
    else tell(events);
  }

  private later(action: () => void): void {
    (this.options.later ?? queueMicrotask)(action);
  }
}

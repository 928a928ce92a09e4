import type { PeerChannel, PeerChannelEvents } from "../channels/index.js";

/** A channel that one listens to first, and another afterwards: nothing that comes between is lost. */
export class HandedChannel implements PeerChannel {
  private listener: PeerChannelEvents | undefined;
  private waiting: ((events: PeerChannelEvents) => void)[] = [];
  private isOpen = false;

  constructor(private readonly channel: PeerChannel) {
    channel.listen({
      opened: () => {
        this.isOpen = true;
        this.listener?.opened();
      },
      message: (bytes) => this.tell((events) => events.message(bytes)),
      datagram: () => undefined,
      low: () => this.listener?.low(),
      closed: (why) => this.tell((events) => events.closed(why)),
    });
  }

  get maxMessageSize(): number {
    return this.channel.maxMessageSize;
  }

  get bufferedAmount(): number {
    return this.channel.bufferedAmount;
  }

  set bufferedAmountLowThreshold(bytes: number) {
    this.channel.bufferedAmountLowThreshold = bytes;
  }

  get maxDatagramSize(): number {
    return 0;
  }

  listen(events: PeerChannelEvents): void {
    if (this.isOpen) events.opened();
    this.listener = events;
    for (const one of this.waiting.splice(0)) one(events);
  }

  /** Nobody listens any more, until somebody does: what comes waits; and what came but was not for the one who listened. */
  release(...unread: Uint8Array[]): void {
    this.listener = undefined;
    this.waiting.unshift(...unread.map((bytes) => (events: PeerChannelEvents): void => events.message(bytes)));
  }

  send(message: Uint8Array): void {
    this.channel.send(message);
  }

  sendDatagram(): void {
    // The lane is not opened again.
  }

  openLane(): boolean {
    return false;
  }

  close(): void {
    this.channel.close();
  }

  private tell(tell: (events: PeerChannelEvents) => void): void {
    if (this.listener === undefined) this.waiting.push(tell);
    else tell(this.listener);
  }
}

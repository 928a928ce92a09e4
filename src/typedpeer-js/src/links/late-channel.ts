import type { PeerChannel, PeerChannelEvents } from "../session/channels/index.js";

/** A channel that is made later: what is called on the session meanwhile waits. */
export class LateChannel implements PeerChannel {
  private channel: PeerChannel | undefined;
  private events: PeerChannelEvents | undefined;
  private bufferSize = 0;

  get maxMessageSize(): number {
    return this.channel?.maxMessageSize ?? 0;
  }

  get bufferedAmount(): number {
    return this.channel?.bufferedAmount ?? 0;
  }

  get maxDatagramSize(): number {
    return this.channel?.maxDatagramSize ?? 0;
  }

  listen(events: PeerChannelEvents, bufferSize: number): void {
    this.events = events;
    this.bufferSize = bufferSize;
    this.channel?.listen(events, bufferSize);
  }

  /** The channel is there. */
  set(channel: PeerChannel): void {
    this.channel = channel;
    if (this.events !== undefined) channel.listen(this.events, this.bufferSize);
  }

  /** There will be none. */
  fail(why: string): void {
    if (this.channel === undefined) this.events?.closed(why);
  }

  send(message: Uint8Array): void {
    this.channel!.send(message);
  }

  sendDatagram(datagram: Uint8Array): void {
    this.channel?.sendDatagram(datagram);
  }

  openLane(): boolean {
    return this.channel?.openLane() === true;
  }

  close(): void {
    this.channel?.close();
  }
}

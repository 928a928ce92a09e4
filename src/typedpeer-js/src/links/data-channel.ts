import type { PeerChannel, PeerChannelEvents } from "../session/channels/index.js";

/** The most bytes of a datagram, which one packet carries. */
const maxDatagram = 1100;

/** The number of a lane is so far above that of its channel. */
const laneOffset = 1023;

/** An `RTCDataChannel` as a session uses it: of a page, of a worker that it was transferred to, or of Node. */
export class DataChannel implements PeerChannel {
  private lane: RTCDataChannel | undefined;
  private events: PeerChannelEvents | undefined;
  private isOver = false;
  private size: number | null | undefined;

  /**
   * @param channel Ordered and reliable, and not older than the task that gives it: messages that came before are lost.
   * @param connection What makes the lane, where calls may be lost.
   */
  constructor(
    private readonly channel: RTCDataChannel,
    private readonly connection?: RTCPeerConnection,
  ) {
    channel.binaryType = "arraybuffer";
  }

  get maxMessageSize(): number {
    // Asked once there is one: each question leaves the engine.
    return Math.min((this.size ??= this.connection?.sctp?.maxMessageSize) ?? Infinity, 256 * 1024);
  }

  get bufferedAmount(): number {
    return this.channel.bufferedAmount;
  }

  set bufferedAmountLowThreshold(bytes: number) {
    this.channel.bufferedAmountLowThreshold = bytes;
  }

  get maxDatagramSize(): number {
    return this.lane?.readyState === "open" ? maxDatagram : 0;
  }

  listen(events: PeerChannelEvents): void {
    this.events = events;
    const { channel } = this;
    channel.onmessage = ({ data }) => events.message(bytesOf(data));
    channel.onbufferedamountlow = () => events.low();
    const opened = (): void => events.opened();
    const closed = (): void => this.closed("The channel was closed.");
    channel.onclose = closed;
    channel.onerror = (event) => this.closed(`The channel failed: ${(event as RTCErrorEvent).error?.message ?? "error"}`);
    if (channel.readyState === "connecting") channel.onopen = opened;
    else queueMicrotask(channel.readyState === "open" ? opened : closed);
  }

  send(message: Uint8Array): void {
    this.channel.send(message as Uint8Array<ArrayBuffer>);
  }

  sendDatagram(datagram: Uint8Array): void {
    // What does not fit now is worth nothing later.
    if (this.maxDatagramSize > 0 && this.lane!.bufferedAmount < 64 * 1024) this.lane!.send(datagram as Uint8Array<ArrayBuffer>);
  }

  openLane(): boolean {
    const { channel, connection } = this;
    if (this.lane !== undefined) return true;
    if (connection === undefined || channel.id === null) return false;
    this.lane = connection.createDataChannel(channel.label, { negotiated: true, id: channel.id + laneOffset, ordered: false, maxRetransmits: 0 });
    this.lane.binaryType = "arraybuffer";
    this.lane.onmessage = ({ data }) => this.events?.datagram(bytesOf(data));
    return true;
  }

  close(): void {
    this.lane?.close();
    this.channel.close();
  }

  private closed(why: string): void {
    if (this.isOver) return;
    this.isOver = true;
    this.events?.closed(why);
  }
}

/** The bytes of a message; text is the bytes of its UTF-8, which no frame is. */
const bytesOf = (data: unknown): Uint8Array =>
  data instanceof ArrayBuffer ? new Uint8Array(data) : ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new TextEncoder().encode(String(data));

import { callback, type PeerSessionOptions } from "../../session/state/index.js";
import { type ChannelMessage, Outgoing } from "./outgoing.js";

/** How a channel delivers, and its limits. Times are in milliseconds. */
export interface LinkChannelOptions {
  /** Whether messages arrive in the order in which they were sent. They do, unless this is false. */
  readonly ordered?: boolean | undefined;

  /** How often a message may be sent again; absent for no limit. */
  readonly maxRetransmits?: number | undefined;

  /** How long a message may be sent again; absent for no limit. */
  readonly maxPacketLifeTime?: number | undefined;

  /** The name of the application's protocol. */
  readonly protocol?: string | undefined;

  /** Whether both sides open it, with the same id. */
  readonly negotiated?: boolean | undefined;
  readonly id?: number | undefined;

  /** The most bytes that wait to be sent. 1 MiB: as in .NET. */
  readonly maxBufferedAmount?: number | undefined;

  /** The most messages that wait to be sent. 256: as in .NET. */
  readonly maxQueuedMessages?: number | undefined;

  /** The most bytes that are here and not read. 1 MiB: past it a reliable channel ends, since a browser cannot hold its peer back, and any other drops the oldest. */
  readonly maxReceivedAmount?: number | undefined;

  /** How long after a loss the peer may take to open its channel again before it counts as closed. 15 s: as in .NET. */
  readonly reopenTimeout?: number | undefined;
}

/** Why a channel is over: this side closed it, the peer did, or something failed; and a sentence. */
export interface LinkChannelEnd {
  readonly kind: "Local" | "Remote" | "ConnectionLost" | "Failed";
  readonly message: string;
}

/** How a channel is called by what the peer sees of it. */
export const identityOf = ({ label, protocol, negotiated, id, ordered, maxRetransmits, maxPacketLifeTime }: RTCDataChannel): string =>
  JSON.stringify(negotiated ? [id] : [label, protocol, ordered, maxRetransmits ?? null, maxPacketLifeTime ?? null]);

/** A channel for messages beside the session, which opens again by itself when the link has got another connection. */
export class LinkChannel implements AsyncIterable<ChannelMessage> {
  /** Called with each new state: `connecting` after a loss, and `open` again. */
  onstatechange: ((state: RTCDataChannelState) => void) | undefined;

  /**
   * Called when a connection was lost, with how many messages the platform still held. They are not sent again, and have most likely not arrived; whether those arrived that had left
   * before, browsers do not tell.
   */
  onmessageslost: ((count: number) => void) | undefined;

  /** Done when the channel is over. It never fails. */
  readonly closed: Promise<LinkChannelEnd>;

  /** @internal */
  connection: RTCPeerConnection | undefined;

  private readonly outgoing: Outgoing;
  private current: RTCDataChannel | undefined;
  private state: RTCDataChannelState = "connecting";
  private end: LinkChannelEnd | undefined;
  private tellClosed!: (end: LinkChannelEnd) => void;
  private received: ChannelMessage[] = [];
  private receivedBytes = 0;
  private dropped = 0;
  private readers: (() => void)[] = [];
  private closing: Promise<void> | undefined;

  /** @internal */
  constructor(
    readonly label: string,
    readonly options: LinkChannelOptions,
    /** Whether the peer opened it. */
    readonly isIncoming: boolean,
    private readonly isAlive: (connection: RTCPeerConnection) => boolean,
    private readonly over: (channel: LinkChannel) => void,
    private readonly failures: Pick<PeerSessionOptions, "onFailure">,
  ) {
    this.closed = new Promise((resolve) => (this.tellClosed = resolve));
    this.outgoing = new Outgoing(options.maxBufferedAmount ?? 1 << 20, options.maxQueuedMessages ?? 256, (why) => this.finish({ kind: "Failed", message: why }));
  }

  get readyState(): RTCDataChannelState {
    return this.state;
  }

  /** How many bytes were accepted and have not left for the network. */
  get bufferedAmount(): number {
    return this.outgoing.bufferedAmount;
  }

  /** How many messages were dropped because nobody read them, of a channel that may lose some. */
  get messagesUnread(): number {
    return this.dropped;
  }

  /** Sends a message when it has room, which it waits for; also while there is no connection. Waits are served in order. Bytes are not to be changed before the promise is kept, which fails once the channel is over. */
  send(message: ChannelMessage): Promise<void> {
    return this.outgoing.send(message);
  }

  /** Sends a copy of a message if it has room now, and throws a `ChannelOverflowError` if not. False when the channel is over. */
  trySend(message: ChannelMessage): boolean {
    return this.outgoing.trySend(message);
  }

  /** Reads what comes, over all connections, until the channel is over. Each message goes to one reader. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ChannelMessage, void> {
    for (;;) {
      while (this.received.length > 0) {
        const message = this.received.shift()!;
        this.receivedBytes -= costOf(message);
        yield message;
      }
      if (this.end !== undefined) return;
      await new Promise<void>((resolve) => this.readers.push(resolve));
    }
  }

  /** Closes it, once what was accepted has left; without a connection, at once. */
  close(): Promise<void> {
    return (this.closing ??= (async () => {
      if (this.current !== undefined) {
        this.enter("closing");
        await this.outgoing.drained();
      }
      this.finish({ kind: "Local", message: "This side closed the channel." });
    })());
  }

  /** @internal It is open, or will be, on a connection. */
  attach(channel: RTCDataChannel, connection: RTCPeerConnection): void {
    this.current = channel;
    this.connection = connection;
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => this.receive(typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer));
    const opened = (): void => {
      if (this.current !== channel) return;
      this.outgoing.attach(channel);
      if (this.closing === undefined) this.enter("open");
    };
    if (channel.readyState === "open") opened();
    else channel.onopen = opened;
    channel.onclose = () => {
      this.detach(channel);
      // Where the connection is lost, all of its channels close, one after the other: one that closes alone was closed by the peer.
      setTimeout(() => {
        if (this.connection === connection && this.isAlive(connection)) this.finish({ kind: "Remote", message: "The peer closed the channel." });
      }, closesTogether);
    };
  }

  /** @internal The connection is gone. */
  lose(): void {
    if (this.current !== undefined) this.detach(this.current);
  }

  /** @internal It is over. */
  finish(end: LinkChannelEnd): void {
    if (this.end !== undefined) return;
    this.end = end;
    const { current } = this;
    this.current = undefined;
    current?.close();
    this.outgoing.over(new Error(`The channel '${this.label}' is over. ${end.message}`));
    this.enter("closed");
    this.over(this);
    this.tellClosed(end);
    this.wake();
  }

  private detach(channel: RTCDataChannel): void {
    if (this.current !== channel) return;
    this.current = undefined;
    const held = this.outgoing.detach();
    if (this.closing !== undefined) {
      this.finish({ kind: "Local", message: "This side closed the channel." });
      return;
    }
    this.enter("connecting");
    if (held > 0) callback(this.failures, "onmessageslost", () => this.onmessageslost?.(held));
  }

  private receive(message: ChannelMessage): void {
    if (this.end !== undefined) return;
    this.received.push(message);
    this.receivedBytes += costOf(message);
    this.wake();
    const { maxReceivedAmount = 1 << 20, maxRetransmits, maxPacketLifeTime } = this.options;
    if (this.receivedBytes <= maxReceivedAmount || this.received.length === 1) return;
    if (maxRetransmits === undefined && maxPacketLifeTime === undefined) {
      this.finish({ kind: "Failed", message: `Nobody reads the channel: more than ${maxReceivedAmount} bytes came (maxReceivedAmount).` });
      return;
    }
    while (this.receivedBytes > maxReceivedAmount && this.received.length > 1) {
      this.receivedBytes -= costOf(this.received.shift()!);
      this.dropped++;
    }
  }

  private wake(): void {
    for (const reader of this.readers.splice(0)) reader();
  }

  private enter(state: RTCDataChannelState): void {
    if (this.state === state || this.state === "closed") return;
    this.state = state;
    callback(this.failures, "onstatechange", () => this.onstatechange?.(state));
  }
}

/** How far the closes of one connection's channels may lie apart, in milliseconds. */
const closesTogether = 250;

/** What a message takes in memory; an empty one takes something, too. */
const costOf = (message: ChannelMessage): number => 64 + (typeof message === "string" ? 2 * message.length : message.byteLength);

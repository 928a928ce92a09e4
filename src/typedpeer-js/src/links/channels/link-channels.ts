import { callback, type PeerSessionOptions } from "../../session/state/index.js";
import { identityOf, LinkChannel, type LinkChannelEnd, type LinkChannelOptions } from "./link-channel.js";

/** How many channels a peer may have open at once on a link: as in .NET. */
const maxIncoming = 64;

/** The plain channels of one link: opens its own anew on each connection, and knows the peer's again. */
export class LinkChannels {
  /** Called with each channel of the peer's that is new. */
  opened: ((channel: LinkChannel) => void) | undefined;

  private readonly own = new Set<LinkChannel>();
  private readonly peers = new Map<LinkChannel, string>();
  private connection: RTCPeerConnection | undefined;
  private isReady = false;
  private end: LinkChannelEnd | undefined;

  /**
   * @param isAlive Whether the session's own channel is open on a connection.
   * @param failures Who is told of what the application's own callbacks throw.
   */
  constructor(
    private readonly isAlive: (connection: RTCPeerConnection) => boolean,
    private readonly failures: Pick<PeerSessionOptions, "onFailure">,
  ) {}

  /** Opens a channel, now and on each connection to come. */
  open(label: string, options: LinkChannelOptions): LinkChannel {
    const { negotiated = false, id, protocol = "" } = options;
    if (label === "typedpeer" || (negotiated && (id === 0 || id === 1023))) throw new TypeError("The label 'typedpeer' and the ids 0 and 1023 are the session's.");
    for (const other of this.own) {
      const { options: others } = other;
      if (negotiated ? others.negotiated === true && others.id === id : others.negotiated !== true && other.label === label && (others.protocol ?? "") === protocol) {
        throw new TypeError(`The link has a channel '${label}' already: label and protocol together, or the id, are how the peer knows it again.`);
      }
    }
    const channel = this.make(label, options, false);
    this.own.add(channel);
    if (this.end !== undefined) channel.finish(this.end);
    else if (this.isReady) this.create(channel, this.connection!);
    return channel;
  }

  /** From now on takes the peer's channels of a connection. */
  listen(connection: RTCPeerConnection): void {
    this.connection = connection;
    this.isReady = false;
    connection.addEventListener("datachannel", ({ channel }) => this.take(channel, connection));
  }

  /** Both sides have said hello: channels are opened again, by the side that opened them. */
  attach(connection: RTCPeerConnection): void {
    if (this.connection !== connection || this.isReady || this.end !== undefined) return;
    this.isReady = true;
    for (const channel of this.own) this.create(channel, connection);
    for (const channel of this.peers.keys()) {
      if (channel.connection === connection) continue;
      const { reopenTimeout = 15_000 } = channel.options;
      setTimeout(() => {
        if (this.connection === connection && channel.connection !== connection) channel.finish({ kind: "ConnectionLost", message: `The peer did not open the channel again within ${reopenTimeout / 1000} s.` });
      }, reopenTimeout);
    }
  }

  /** The connection is gone. */
  lose(): void {
    this.isReady = false;
    for (const channel of this.all) channel.lose();
  }

  /** Closes all, each in order, for as long as that may take. */
  async closeAll(most: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([Promise.all(this.all.map((channel) => channel.close())), new Promise<void>((resolve) => (timer = setTimeout(resolve, most)))]);
    clearTimeout(timer);
  }

  /** The link is over. */
  over(end: LinkChannelEnd): void {
    this.end = end;
    for (const channel of this.all) channel.finish(end);
  }

  private get all(): LinkChannel[] {
    return [...this.own, ...this.peers.keys()];
  }

  private make(label: string, options: LinkChannelOptions, isIncoming: boolean): LinkChannel {
    return new LinkChannel(label, options, isIncoming, this.isAlive, (channel) => {
      this.own.delete(channel);
      this.peers.delete(channel);
    }, this.failures);
  }

  private create(channel: LinkChannel, connection: RTCPeerConnection): void {
    const { ordered = true, maxRetransmits, maxPacketLifeTime, protocol = "", negotiated = false, id } = channel.options;
    try {
      channel.attach(connection.createDataChannel(channel.label, {
        ordered, protocol, negotiated, ...(maxRetransmits === undefined ? {} : { maxRetransmits }), ...(maxPacketLifeTime === undefined ? {} : { maxPacketLifeTime }), ...(id === undefined ? {} : { id }),
      }), connection);
    } catch (failure) {
      channel.finish({ kind: "Failed", message: `The channel could not be opened: ${failure instanceof Error ? failure.message : String(failure)}` });
    }
  }

  private take(channel: RTCDataChannel, connection: RTCPeerConnection): void {
    if (this.connection !== connection || this.end !== undefined) return;
    const identity = identityOf(channel);
    for (const [known, of] of this.peers) {
      if (of === identity && known.connection !== connection) {
        known.attach(channel, connection);
        return;
      }
    }
    // Who takes channels by hand does so at the connection.
    if (this.opened === undefined) return;
    if (this.peers.size >= maxIncoming) {
      channel.close();
      return;
    }
    const { label, protocol, ordered, maxRetransmits, maxPacketLifeTime } = channel;
    const made = this.make(label, { protocol, ordered, maxRetransmits: maxRetransmits ?? undefined, maxPacketLifeTime: maxPacketLifeTime ?? undefined }, true);
    this.peers.set(made, identity);
    made.attach(channel, connection);
    callback(this.failures, "onchannel", () => this.opened?.(made));
  }
}

import { LinkError } from "../address.js";
import { fingerprintOf, makeCertificate } from "../certificates.js";
import { callback, withDefaults } from "../../session/state/index.js";
import { whenPageGoes } from "../page-goes.js";
import { PeerLink, type PeerLinkOptions } from "../peer-link.js";
import { type DiallerHost, NameDialler } from "./name-dialler.js";
import { type Envelope, randomHex, reasonOf, Server, type ServerOptions, shown } from "./server.js";

/** A peer that asks for a link. */
export interface PeerAcceptContext {
  /** The server's word. */
  readonly id: string;

  /** What the peer says of itself. */
  readonly metadata: unknown;

  /** The room that both are in, if they are. */
  readonly room: string | undefined;

  /** The fingerprint of the certificate that the peer will have to prove; nothing where its offer names none, or could be read as naming another as well. */
  readonly fingerprint: string | undefined;
}

/** A message by way of the server. */
export interface NetworkMessage {
  readonly from: string;

  /** The room it was sent to; absent where it was for this peer alone. */
  readonly room: string | undefined;
  readonly data: any;
}

/** What a network is joined with. */
export interface PeerNetworkOptions extends PeerLinkOptions, ServerOptions {
  /** The room to be in, for as long as the network lives. */
  readonly room?: string | undefined;

  /** What the others are told of this peer: JSON, at most 4 KiB. */
  readonly metadata?: unknown;

  /** Says what each link serves, before it is connected; it may depend on the peer. */
  readonly configure?: ((link: PeerLink, peer: string) => void) | undefined;

  /** Asked before anything leaves towards a peer that wants a link. Everyone may, where it is absent. */
  readonly accept?: ((peer: PeerAcceptContext) => boolean | Promise<boolean>) | undefined;

  /** Servers for ICE beside those of the signalling server. */
  readonly iceServers?: readonly RTCIceServer[] | undefined;
  readonly iceTransportPolicy?: RTCIceTransportPolicy | undefined;

  /** How many links may be on their way that others ask for. 64: more come from nobody who means it. */
  readonly maxPendingLinks?: number | undefined;
}

export type PeerNetworkState = "connecting" | "joined" | "reconnecting" | "closed";

/** One peer of the network: what is known of it, and the link to it. */
interface Pair {
  metadata: unknown;
  isPresent: boolean;
  dialler: NameDialler | undefined;

  /** The connection that the application is asked about. */
  asked: string | undefined;
}

/** Peers that find each other by name, over a signalling server (docs/signalling.md). What they then say to each other never passes it. */
export class PeerNetwork {
  /** Done once the server knows this peer and it is in its room. Fails with why not. */
  readonly joined: Promise<void>;

  /** Done when the network is over, with why. */
  readonly closed: Promise<LinkError>;

  onpeerjoined: ((peer: string, metadata: unknown) => void) | undefined;
  onpeerleft: ((peer: string) => void) | undefined;
  onpeerchanged: ((peer: string, metadata: unknown) => void) | undefined;
  onmessage: ((message: NetworkMessage) => void) | undefined;

  /** Called with each link that is up for the first time, whoever asked for it. */
  onlink: ((link: PeerLink, peer: string) => void) | undefined;
  onstatechange: ((state: PeerNetworkState) => void) | undefined;

  private readonly server: Server;
  private readonly pairs = new Map<string, Pair>();
  private readonly ended: string[] = [];
  private readonly host: DiallerHost;
  private metadata: unknown;
  private currentState: PeerNetworkState = "connecting";
  private pending = 0;
  private iceServers: RTCIceServer[] = [];
  private certificate: Promise<RTCCertificate | undefined> | undefined;
  private tellJoined!: () => void;
  private tellNotJoined!: (why: LinkError) => void;
  private tellClosed!: (why: LinkError) => void;
  private waiting: (() => void)[] = [];

  /** @internal */
  constructor(
    url: string,
    private readonly options: PeerNetworkOptions,
  ) {
    this.metadata = options.metadata;
    this.joined = new Promise((resolve, reject) => {
      this.tellJoined = resolve;
      this.tellNotJoined = reject;
    });
    this.joined.catch(() => undefined);
    this.closed = new Promise((resolve) => (this.tellClosed = resolve));
    const network = this;
    this.host = {
      send: (type, payload, dst) => this.server.send(type, payload, dst),
      get metadata() {
        return network.metadata;
      },
      connectTimeout: options.connectTimeout ?? 15_000,
      server: () => this.hasServer(),
      connect: () => this.makeConnection(),
    };
    this.server = new Server(url, options, {
      opened: (additions) => void this.opened(additions),
      envelope: (envelope) => this.take(envelope),
      lost: () => this.enter("reconnecting"),
      closed: (why) => this.over(why),
    });
    // The server learns of it at once that way; the links see to themselves.
    const stay = whenPageGoes(() => this.server.close());
    void this.closed.then(stay);
  }

  /** This peer's id; empty until the server has issued one. */
  get id(): string {
    return this.server.id;
  }

  get state(): PeerNetworkState {
    return this.currentState;
  }

  /** The peers in the room, and what they say of themselves. */
  get peers(): ReadonlyMap<string, unknown> {
    return new Map([...this.pairs].filter(([, pair]) => pair.isPresent).map(([id, pair]) => [id, pair.metadata]));
  }

  /** The link to a peer: the one that there is, whoever made it, or a new one. It is there at once. */
  connect(peer: string): PeerLink {
    if (this.currentState === "closed") throw new LinkError("closed", "The network is closed.");
    if (peer === this.id) throw new LinkError("invalid-id", "A peer has no link to itself.");
    return this.pair(peer).dialler?.link ?? this.begin(peer, randomHex(16));
  }

  /** Sends a message by way of the server to one peer. Done when it is in the receiver's queue there. */
  async send(peer: string, data: unknown): Promise<void> {
    await this.server.request("MESSAGE", { data }, peer);
  }

  /** Sends a message to all others in the room. Returns to how many. */
  async broadcast(data: unknown): Promise<number> {
    if (this.options.room === undefined) throw new LinkError("not-in-room", "The network was joined without a room.");
    return Number((await this.server.request("MESSAGE", { room: this.options.room, data })).delivered);
  }

  /** Changes what the others are told of this peer. */
  async setMetadata(metadata: unknown): Promise<void> {
    this.metadata = metadata;
    await this.server.request("METADATA", { metadata });
  }

  /** Closes all links, and leaves. */
  async close(): Promise<void> {
    const links = [...this.pairs.values()].map((pair) => pair.dialler?.link);
    this.enter("closed");
    await Promise.all(links.map((link) => link?.close()));
    this.server.close();
    await this.closed;
  }

  private pair(peer: string): Pair {
    let pair = this.pairs.get(peer);
    if (pair === undefined) this.pairs.set(peer, (pair = { metadata: undefined, isPresent: false, dialler: undefined, asked: undefined }));
    return pair;
  }

  private forget(peer: string): void {
    const pair = this.pairs.get(peer);
    if (pair !== undefined && !pair.isPresent && pair.dialler === undefined && pair.asked === undefined) this.pairs.delete(peer);
  }

  /** Waits for the server, as long as connecting may take. */
  private hasServer(): Promise<void> {
    if (this.currentState === "joined") return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new LinkError("server-lost", "There is no connection to the server, without which the peer cannot be found.")), this.host.connectTimeout);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private async makeConnection(): Promise<RTCPeerConnection> {
    const { connection = (configuration: RTCConfiguration) => new RTCPeerConnection(configuration), iceTransportPolicy } = this.options;
    // One certificate for all links, by which a peer knows this side again.
    this.certificate ??= makeCertificate();
    const certificate = this.options.connection === undefined ? await this.certificate : undefined;
    return connection({
      iceServers: [...(this.options.iceServers ?? []), ...this.iceServers],
      ...(certificate === undefined ? {} : { certificates: [certificate] }),
      ...(iceTransportPolicy === undefined ? {} : { iceTransportPolicy }),
    });
  }

  private async opened(additions: any): Promise<void> {
    this.takeIceServers(additions);
    try {
      if (this.options.room !== undefined) {
        const about = { room: this.options.room, ...(this.metadata === undefined ? {} : { metadata: this.metadata }) };
        // At once: who joins next is told of right behind it, and would be taken for one that has left.
        await this.server.request("JOIN", about, undefined, ({ peers }) => this.takePeers(peers));
      }
    } catch (failure) {
      const why = failure instanceof LinkError ? failure : new LinkError("failed", String(failure));
      if (this.currentState === "connecting") {
        this.over(why);
        this.server.close();
      }
      return;
    }
    this.enter("joined");
    this.tellJoined();
    for (const go of this.waiting.splice(0)) go();
    for (const { dialler } of this.pairs.values()) dialler?.onServer();
  }

  private takeIceServers(additions: any): void {
    if (!Array.isArray(additions?.iceServers)) return;
    this.iceServers = additions.iceServers.slice(0, 32) as RTCIceServer[];
    const seconds = Number(additions.iceServersExpireIn);
    if (!(seconds > 0)) return;
    // Fresh ones come before they expire.
    setTimeout(() => {
      if (this.currentState === "joined") this.server.request("ICE-SERVERS", {}).then((answer) => this.takeIceServers(answer), () => undefined);
    }, Math.min(seconds * 800, 2 ** 31 - 1));
  }

  /** Who is in the room now: tells of the differences. */
  private takePeers(list: unknown): void {
    const found = new Map<string, unknown>(Array.isArray(list) ? list.map((one: any) => [String(one?.id), one?.metadata]) : []);
    found.delete(this.id);
    for (const [id, pair] of this.pairs) if (pair.isPresent && !found.has(id)) this.left(id);
    for (const [id, metadata] of found) this.present(id, metadata);
  }

  private present(id: string, metadata: unknown): void {
    const pair = this.pair(id);
    const wasPresent = pair.isPresent;
    const isChanged = JSON.stringify(pair.metadata) !== JSON.stringify(metadata);
    pair.isPresent = true;
    pair.metadata = metadata;
    if (!wasPresent) this.tell("onpeerjoined", () => this.onpeerjoined?.(id, metadata));
    else if (isChanged) this.tell("onpeerchanged", () => this.onpeerchanged?.(id, metadata));
  }

  private left(id: string): void {
    const pair = this.pairs.get(id);
    if (pair?.isPresent !== true) return;
    pair.isPresent = false;
    this.tell("onpeerleft", () => this.onpeerleft?.(id));
    this.forget(id);
  }

  /** Nothing that comes from the server or by way of it ends more than what it is about. */
  private take(envelope: Envelope): void {
    const { type, src, payload } = envelope;
    const id = String(payload?.id);
    switch (type) {
      case "PEER-JOINED":
        if (id !== this.id) this.present(id, payload.metadata);
        break;
      case "PEER-CHANGED":
        if (this.pairs.get(id)?.isPresent === true) this.present(id, payload.metadata);
        break;
      case "PEER-LEFT":
        this.left(id);
        break;
      case "PEERS":
        this.takePeers(payload?.peers);
        break;
      case "MESSAGE":
        if (typeof src === "string") {
          const message = { from: src, room: typeof payload?.room === "string" ? payload.room : undefined, data: payload?.data as unknown };
          this.tell("onmessage", () => this.onmessage?.(message));
        }
        break;
      case "EXPIRE":
        if (typeof src === "string") {
          const { dialler } = this.pairs.get(src) ?? {};
          if (dialler?.isOffering === true) dialler.fail(new LinkError("peer-unavailable", `There is no peer '${shown(src)}', or it did not come in time.`));
        }
        break;
      default:
        if (typeof src === "string" && src !== this.id && typeof payload?.connectionId === "string" && payload.connectionId.length <= 64) this.takeSignal(src, envelope);
    }
  }

  private takeSignal(peer: string, envelope: Envelope): void {
    const { type, payload } = envelope;
    const mark = payload.typedpeer;
    if (type === "OFFER") {
      if (payload.label === "typedpeer" && /^[0-9a-f]{32}$/.test(String(mark?.link)) && typeof payload.sdp?.sdp === "string" && payload.sdp.type === "offer") this.takeOffer(peer, envelope);
      return;
    }
    if (type !== "ANSWER" && type !== "CANDIDATE") return;
    const exchange = this.pairs.get(peer)?.dialler?.find(payload.connectionId as string);
    if (type === "ANSWER" && mark?.refused !== undefined) exchange?.fail(new LinkError(reasonOf(mark.refused), `The peer refuses the link: ${shown(mark.msg)}`));
    else if (exchange !== undefined) {
      if (type === "CANDIDATE" || (payload.sdp?.type === "answer" && typeof payload.sdp.sdp === "string")) exchange.deliver(envelope);
    } else if (type === "ANSWER" && mark !== undefined) this.refuse(peer, payload.connectionId as string, "timeout", "The offer was given up.");
  }

  /** There is one link between two peers, and one connection of it. Where both offer at once, the one whose id is the smaller gives way. */
  private takeOffer(peer: string, envelope: Envelope): void {
    const { connectionId, typedpeer, sdp } = envelope.payload;
    const pair = this.pair(peer);
    const { dialler } = pair;
    const givesWay = this.id < peer;
    if (pair.asked === connectionId) return;
    if (dialler?.id !== typedpeer.link) {
      if (this.ended.includes(typedpeer.link)) this.refuse(peer, connectionId, "closed", "The link is closed.");
      else if (dialler === undefined || dialler.identity !== undefined || !dialler.isOffering || givesWay) void this.admit(peer, pair, envelope);
      this.forget(peer);
    } else if (dialler!.knows(connectionId)) {
      dialler!.find(connectionId)?.deliver(envelope);
    } else if (!dialler!.isOffering || givesWay) {
      if (dialler!.identity !== undefined && dialler!.identity !== fingerprintOf(sdp.sdp)) {
        this.refuse(peer, connectionId, "fingerprint-mismatch", "The certificate is another than before.");
        dialler!.fail(new LinkError("fingerprint-mismatch", "The peer offers a connection with another certificate than before."));
      } else dialler!.take(typedpeer.link, envelope);
    }
  }

  /** Asks the application, and does what it says. */
  private async admit(peer: string, pair: Pair, envelope: Envelope): Promise<void> {
    const { connectionId, typedpeer, metadata, sdp } = envelope.payload;
    if (this.pending >= (this.options.maxPendingLinks ?? 64)) {
      this.refuse(peer, connectionId, "too-many", "Too many links are on their way.");
      return;
    }
    pair.asked = connectionId;
    this.pending++;
    let isWanted = false;
    try {
      isWanted = (await this.options.accept?.({
        id: peer, metadata: metadata ?? pair.metadata, room: pair.isPresent ? this.options.room : undefined, fingerprint: fingerprintOf(sdp.sdp),
      })) ?? true;
    } catch (failure) {
      this.tell("accept", () => {
        throw failure;
      });
    }
    this.pending--;
    if (pair.asked !== connectionId) return;
    pair.asked = undefined;
    if (!isWanted || this.currentState === "closed") {
      this.refuse(peer, connectionId, "refused", "This side wants no link.");
      if (pair.dialler?.identity === undefined) pair.dialler?.fail(new LinkError("refused", "The peer offered a link itself, and this side refuses it."));
      this.forget(peer);
      return;
    }
    if (pair.dialler !== undefined && pair.dialler.identity === undefined) {
      pair.dialler.take(typedpeer.link, envelope);
      return;
    }
    // The peer was started anew, and has forgotten the link that there was.
    void pair.dialler?.link?.replace();
    this.tell("configure", () => this.begin(peer, typedpeer.link, envelope));
  }

  private begin(peer: string, id: string, offered?: Envelope): PeerLink {
    const pair = this.pair(peer);
    const dialler: NameDialler = new NameDialler(this.host, peer, id, () => {
      this.ended.push(dialler.id);
      if (this.ended.length > 256) this.ended.shift();
      if (pair.dialler === dialler) pair.dialler = undefined;
      this.forget(peer);
    });
    if (offered !== undefined) dialler.take(id, offered);
    pair.dialler = dialler;
    const link = (dialler.link = new PeerLink(dialler, this.options));
    try {
      this.options.configure?.(link, peer);
    } catch (failure) {
      // What it serves is not what was meant.
      void link.close();
      throw failure;
    }
    link.connected.then(() => this.tell("onlink", () => this.onlink?.(link, peer)), () => undefined);
    return link;
  }

  private refuse(peer: string, connectionId: string, code: string, msg: string): void {
    this.server.send("ANSWER", { type: "data", connectionId, typedpeer: { refused: code, msg } }, peer);
  }

  private over(why: LinkError): void {
    this.enter("closed");
    this.tellNotJoined(why);
    this.tellClosed(why);
  }

  private enter(state: PeerNetworkState): void {
    if (this.currentState === state || this.currentState === "closed") return;
    this.currentState = state;
    this.tell("onstatechange", () => this.onstatechange?.(state));
  }

  /** Calls what the application has set. */
  private tell(what: string, action: () => void): void {
    const { onFailure = withDefaults().onFailure } = this.options.session ?? {};
    callback({ onFailure }, `The network's ${what}`, action);
  }
}

/** Joins a network of peers by name. It is there at once; links that are asked for meanwhile wait for the server. */
export const join = (url: string, options: PeerNetworkOptions = {}): PeerNetwork => new PeerNetwork(url, options);

import { LinkError } from "../address.js";
import { fingerprintOf } from "../certificates.js";
import { type Connected, opened } from "../dialling.js";
import { pause } from "../pause.js";
import type { LinkDialler, PeerLink } from "../peer-link.js";
import { Exchange, type ExchangeHost } from "./exchange.js";
import type { Envelope } from "./server.js";
import { randomHex } from "./server.js";

/** What a dialler needs of its network. */
export interface DiallerHost extends ExchangeHost {
  readonly connectTimeout: number;

  /** Waits until the server knows this side; no longer than connecting may take. */
  server(): Promise<void>;

  /** Makes a connection with the servers for ICE that are known. */
  connect(): Promise<RTCPeerConnection>;
}

/** How many connections of the past are remembered, so that envelopes that come late begin nothing. */
const maxKnown = 16;

/** Makes the connections of one link to a peer that is known by its id: those that this side offers, and those that the peer does. */
export class NameDialler implements LinkDialler {
  /** The link, once it was made. */
  link: PeerLink | undefined;

  /** The fingerprint of the certificate that the peer has proved to have; absent before. */
  identity: string | undefined;

  private current: Exchange | undefined;
  private offered: Exchange | undefined;
  private readonly known: string[] = [];
  private readonly offer = new EventTarget();
  private isOver = false;

  /**
   * @param id Names the link for as long as it lives, over all its connections.
   * @param ended Called once, when the link is over.
   */
  constructor(
    private readonly host: DiallerHost,
    readonly peer: string,
    public id: string,
    private readonly ended: () => void,
  ) {}

  get isOffering(): boolean {
    return this.offered === undefined && this.current?.isOffering === true;
  }

  knows(connection: string): boolean {
    return this.known.includes(connection);
  }

  /** Who takes an envelope about a connection that there is. */
  find(connection: string): Exchange | undefined {
    return [this.offered, this.current].find((exchange) => exchange?.id === connection);
  }

  /** The peer offers a connection: it takes the place of the one there is. */
  take(link: string, envelope: Envelope): void {
    this.id = link;
    const exchange = new Exchange(this.host, this.peer, link, envelope.payload.connectionId as string, false);
    exchange.deliver(envelope);
    this.note(exchange);
    this.offered?.over.abort();
    this.offered = exchange;
    this.current?.over.abort();
    // The peer has given it up; this side need not find that out by silence.
    this.current?.connection?.close();
    this.offer.dispatchEvent(new Event("offer"));
  }

  /** There will be no connection, unless there is one. */
  fail(reason: LinkError): void {
    this.current?.fail(reason);
  }

  /** There is a server again. */
  onServer(): void {
    this.current?.repeat();
  }

  async dial(signal: AbortSignal): Promise<Connected> {
    await this.host.server();
    for (;;) {
      const exchange = this.begin();
      try {
        return await this.run(exchange, signal);
      } catch (failure) {
        if (signal.aborted) throw failure;
        if (exchange.over.signal.reason instanceof LinkError) throw exchange.over.signal.reason;
        // Another took its place: that one is next.
        if (!exchange.over.signal.aborted || this.offered === undefined) throw failure instanceof LinkError && failure.reason === "no-answer" ? new LinkError("no-path", failure.message) : failure;
      }
    }
  }

  up({ connection }: Connected): void {
    this.identity = fingerprintOf(connection.remoteDescription?.sdp);
  }

  async wait(delay: number, signal: AbortSignal): Promise<void> {
    if (this.offered !== undefined) return;
    const enough = new AbortController();
    const end = (): void => enough.abort();
    this.offer.addEventListener("offer", end, { once: true });
    signal.addEventListener("abort", end, { once: true });
    await pause(delay, enough.signal);
    this.offer.removeEventListener("offer", end);
    signal.removeEventListener("abort", end);
  }

  over(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.current?.over.abort();
    this.ended();
  }

  /** Takes up what the peer has offered, or offers. */
  private begin(): Exchange {
    this.current?.over.abort();
    if (this.offered !== undefined) {
      this.current = this.offered;
      this.offered = undefined;
    } else {
      this.current = new Exchange(this.host, this.peer, this.id, `dc_${randomHex(16)}`, true);
      this.note(this.current);
    }
    return this.current;
  }

  private async run(exchange: Exchange, signal: AbortSignal): Promise<Connected> {
    const connection = await this.host.connect();
    try {
      exchange.over.signal.throwIfAborted();
      signal.throwIfAborted();
      const channel = connection.createDataChannel("typedpeer", { negotiated: true, id: 0 });
      exchange.begin(connection);
      await opened(connection, channel, this.host.connectTimeout, AbortSignal.any([signal, exchange.over.signal]));
      exchange.isUp = true;
      connection.addEventListener("iceconnectionstatechange", () => {
        if (connection.iceConnectionState === "disconnected") restartIce(connection);
      });
      return { connection, channel };
    } catch (failure) {
      connection.close();
      throw failure;
    }
  }

  private note(exchange: Exchange): void {
    this.known.push(exchange.id);
    if (this.known.length > maxKnown) this.known.shift();
  }
}

/** Where the path falls silent another is looked for, as long as the server carries the exchange. */
function restartIce(connection: RTCPeerConnection): void {
  try {
    connection.restartIce();
  } catch {
    // Outside of browsers not every platform can. The path may work again, and otherwise the connection ends, and another is made.
  }
}

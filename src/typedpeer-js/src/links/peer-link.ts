import type { Implementation } from "../contracts/implementation.js";
import type { PeerContract } from "../contracts/peer-contract.js";
import { PeerSession, serving, type SessionPart } from "../session/driving/index.js";
import type { Serving } from "../session/incoming/index.js";
import type { PeerSessionEnd, PeerSessionOptions } from "../session/state/index.js";
import { LinkError } from "./address.js";
import { DataChannel } from "./data-channel.js";
import type { Connected } from "./dialling.js";
import { LateChannel } from "./late-channel.js";

/** What a link does now. */
export type PeerLinkState = "connecting" | "connected" | "unresponsive" | "closed";

/** What every link is made with. */
export interface PeerLinkOptions {
  /** Limits of the session. */
  readonly session?: Partial<PeerSessionOptions> | undefined;

  /** Parts of the protocol that no contract asks for. */
  readonly parts?: readonly SessionPart[] | undefined;

  /** How many milliseconds connecting may take. 15 s, as in .NET. */
  readonly connectTimeout?: number | undefined;

  /** What makes connections: in Node, that of node-datachannel. The platform's by default. */
  readonly connection?: ((configuration: RTCConfiguration) => RTCPeerConnection) | undefined;
}

/**
 * A connection to one peer with a session on it. It is there at once, and calls wait until it is connected: what is served is said with `serve` in the
 * task that made it.
 */
export class PeerLink {
  /** Done once both sides know each other. Fails with why the link did not come about. */
  readonly connected: Promise<void>;

  /** Done when the link is over, with why. It never fails. */
  readonly closed: Promise<PeerSessionEnd>;

  /** Called with each new state. */
  onstatechange: ((state: PeerLinkState) => void) | undefined;

  private readonly channel = new LateChannel();
  private readonly session: PeerSession;
  private readonly abort = new AbortController();
  private current: Connected | undefined;
  private currentState: PeerLinkState = "connecting";

  /** @internal */
  constructor(connect: (prepare: (connection: RTCPeerConnection) => void, signal: AbortSignal) => Promise<Connected>, options: PeerLinkOptions) {
    this.session = new PeerSession(this.channel, { options: options.session, parts: options.parts });
    this.session.onresponsivechange = (isResponsive) => this.enter(isResponsive ? "connected" : "unresponsive");
    this.closed = this.session.closed;
    this.connected = this.connect(connect);
    this.connected.catch(() => undefined);
    void this.session.released.then(() => this.end());
  }

  get state(): PeerLinkState {
    return this.currentState;
  }

  /** What the link runs on now, for what this library does not do. */
  get connection(): RTCPeerConnection | undefined {
    return this.current?.connection;
  }

  /** The smoothed round trip in milliseconds; 0 before it was measured. */
  get roundTrip(): number {
    return this.session.roundTrip;
  }

  /** An object whose methods call what the peer serves as the contract. */
  remote<T>(contract: PeerContract<T>, name?: string): T {
    return this.session.remote(contract, name);
  }

  /** Serves an object. */
  serve<T>(contract: PeerContract<T>, implementation: Implementation<T>, name?: string): this {
    const one: Serving = serving(contract, implementation, name);
    this.session.serve(one);
    return this;
  }

  /** Ends in order, and lets go of the connection. */
  async close(): Promise<PeerSessionEnd> {
    this.abort.abort();
    const end = await this.session.stop();
    await this.session.released;
    this.end();
    return end;
  }

  private async connect(connect: (prepare: (connection: RTCPeerConnection) => void, signal: AbortSignal) => Promise<Connected>): Promise<void> {
    try {
      const made = await connect(() => undefined, this.abort.signal);
      this.current = made;
      this.channel.set(new DataChannel(made.channel, made.connection));
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : String(failure);
      this.channel.fail(message);
      throw failure instanceof LinkError ? failure : new LinkError("no-answer", message);
    }
    await this.session.connected;
    this.enter("connected");
  }

  private end(): void {
    this.current?.connection.close();
    this.enter("closed");
  }

  private enter(state: PeerLinkState): void {
    if (this.currentState === state || this.currentState === "closed") return;
    this.currentState = state;
    this.onstatechange?.(state);
  }
}

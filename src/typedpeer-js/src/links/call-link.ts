import type { PeerContract } from "../contracts/peer-contract.js";
import { PeerSession, type SessionPart } from "../session/driving/index.js";
import type { Serving } from "../session/incoming/index.js";
import { type Caller, CallTarget, makeRemote } from "../session/outgoing/index.js";
import { callback, type PeerSessionEnd, type PeerSessionOptions } from "../session/state/index.js";
import { LinkError } from "./address.js";
import { DataChannel } from "./data-channel.js";
import type { Connected } from "./dialling.js";

/** What a link does now. */
export type PeerLinkState = "connecting" | "connected" | "unresponsive" | "reconnecting" | "peer-suspended" | "closed";

/** What links of every kind are made with. Times are in milliseconds. */
export interface CallLinkOptions {
  /** Limits of each session. */
  readonly session?: Partial<PeerSessionOptions> | undefined;

  /** Parts of the protocol that no contract asks for. */
  readonly parts?: readonly SessionPart[] | undefined;

  /** How long connecting may take. 15 s, as in .NET. */
  readonly connectTimeout?: number | undefined;

  /** What makes connections: in Node, that of node-datachannel. The platform's by default. */
  readonly connection?: ((configuration: RTCConfiguration) => RTCPeerConnection) | undefined;
}

/** Makes a connection, or takes the one that the peer offers. */
export type Dial = (signal: AbortSignal) => Promise<Connected>;

/** A link to one peer in its small form: it calls, serves nothing, and is over when its connection is. It is there at once, and calls wait until it is connected. */
export class CallLink {
  /** Done once both sides know each other. Fails with why the link did not come about. */
  readonly connected: Promise<void>;

  /** Done when the link is over, with why. It never fails. */
  readonly closed: Promise<PeerSessionEnd>;

  /** Called with each new state. */
  onstatechange: ((state: PeerLinkState) => void) | undefined;

  /** @internal */
  protected session!: PeerSession;

  /** @internal */
  protected current: Connected | undefined;

  /** @internal */
  protected currentState: PeerLinkState = "connecting";

  /** @internal */
  protected isClosing = false;

  /** @internal */
  protected readonly served: Serving[] = [];

  /** @internal */
  protected readonly abort = new AbortController();

  private readonly contracts = new Set<PeerContract<any>>();

  /** @internal */
  constructor(
    private readonly makeConnection: Dial,
    options: CallLinkOptions,
  ) {
    this.begin(options);
    // Once whoever inherits is made, too.
    const made = Promise.resolve();
    this.connected = made.then(() => this.connect());
    this.connected.catch(() => undefined);
    this.closed = made.then(() => this.run());
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

  /** An object whose methods call what the peer serves as the contract, over whatever connection there is. */
  remote<T>(contract: PeerContract<T>, name = ""): T {
    this.contracts.add(contract);
    this.session.useParts(contract);
    const link = this;
    let target: CallTarget | undefined;
    let of: PeerSession | undefined;
    return makeRemote(contract, {
      get caller(): Caller {
        return link.session.caller;
      },
      get target(): CallTarget {
        // What was known of one session's peer is not known of the next.
        if (of !== link.session) target = new CallTarget(contract, name);
        of = link.session;
        return target!;
      },
    });
  }

  /** Ends in order, and lets go of the connection. */
  async close(): Promise<PeerSessionEnd> {
    this.isClosing = true;
    const { session } = this;
    await session.stop();
    await session.released;
    this.abort.abort();
    return this.closed;
  }

  /** @internal A session that waits for its channel. */
  protected begin(options: CallLinkOptions): void {
    const session = (this.session = new PeerSession(undefined, { options: options.session, parts: options.parts, serve: this.served }));
    for (const contract of this.contracts) session.useParts(contract);
    session.onresponsivechange = (isResponsive) => {
      if (session === this.session && !session.isSuspended && (this.currentState === "connected" || this.currentState === "unresponsive")) this.enter(isResponsive ? "connected" : "unresponsive");
    };
  }

  /** @internal Connects, and gives the session its channel. Without a connection calls go on waiting for one. */
  protected async connect(): Promise<void> {
    const made = (this.current = await this.makeConnection(this.abort.signal));
    try {
      await this.take(new DataChannel(made.channel, made.connection), made.connection);
      await this.session.connected;
    } catch (failure) {
      made.connection.close();
      throw new LinkError("refused", messageOf(failure));
    }
    this.enter("connected");
  }

  /** @internal There is a channel. */
  protected async take(channel: DataChannel, _connection: RTCPeerConnection): Promise<void> {
    this.session.begin(channel);
  }

  /** @internal Sees to the link until it is over. */
  protected async run(): Promise<PeerSessionEnd> {
    await this.whetherConnected();
    const end = await this.session.closed;
    await this.session.released;
    this.over();
    return end;
  }

  /** @internal Waits until the link is connected, or is not going to be: calls that wait are told so. */
  protected whetherConnected(): Promise<boolean> {
    return this.connected.then(() => true, (why) => {
      this.session.noChannel(messageOf(why));
      return false;
    });
  }

  /** @internal */
  protected over(): void {
    this.current?.connection.close();
    this.abort.abort();
    this.enter("closed");
  }

  /** @internal */
  protected enter(state: PeerLinkState): void {
    if (this.currentState === state || this.currentState === "closed") return;
    this.currentState = state;
    callback(this.session.core.state.options, "onstatechange", () => this.onstatechange?.(state));
  }
}

const messageOf = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));

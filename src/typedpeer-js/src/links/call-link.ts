import type { PeerContract } from "../contracts/peer-contract.js";
import { PeerSession, type SessionPart } from "../session/driving/index.js";
import type { Serving } from "../session/incoming/index.js";
import { type Caller, CallTarget, makeRemote } from "../session/outgoing/index.js";
import type { PeerSessionEnd, PeerSessionOptions } from "../session/state/index.js";
import { LinkError } from "./address.js";
import { DataChannel } from "./data-channel.js";
import { fingerprintOf } from "./certificates.js";
import type { Connected } from "./dialling.js";
import { LateChannel } from "./late-channel.js";

/** What a link does now. */
export type PeerLinkState = "connecting" | "connected" | "unresponsive" | "reconnecting" | "closed";

/** What every link is made with. Times are in milliseconds. */
export interface PeerLinkOptions {
  /** Limits of each session. */
  readonly session?: Partial<PeerSessionOptions> | undefined;

  /** Parts of the protocol that no contract asks for. */
  readonly parts?: readonly SessionPart[] | undefined;

  /** How long connecting may take. 15 s, as in .NET. */
  readonly connectTimeout?: number | undefined;

  /** How often a peer that was lost is looked for again before the link is over; 0 for never. 12: about as long as `reconnectTimeout`, where each attempt fails at once. */
  readonly maxReconnectAttempts?: number | undefined;

  /** How long after a loss a new attempt may begin. 2 minutes: a restart of the peer or a change of networks takes less. */
  readonly reconnectTimeout?: number | undefined;

  /** The delay before the first new attempt, which doubles with each; and the longest. 250 ms and 15 s. Each is drawn from its upper half. */
  readonly minReconnectDelay?: number | undefined;
  readonly maxReconnectDelay?: number | undefined;

  /** What makes connections: in Node, that of node-datachannel. The platform's by default. */
  readonly connection?: ((configuration: RTCConfiguration) => RTCPeerConnection) | undefined;
}

const reconnectTime = 120_000;

/** How the connections of a link come about. */
export interface LinkDialler {
  /** Makes a connection, or takes the one that the peer offers. */
  dial(signal: AbortSignal): Promise<Connected>;

  /** Waits, for so long or until the peer offers something. */
  wait(delay: number, signal: AbortSignal): Promise<void>;

  /** The connection is up. */
  up?(connected: Connected): void;

  /** The link is over. */
  over(): void;
}

/**
 * A link to one peer that has no more than what it is made with: a connection with a session on it, which is made again when it is lost. It serves nothing,
 * and the session ends with its connection unless `resume` is among the parts. It is there at once, and calls wait until it is connected.
 */
export class CallLink {
  /** Done once both sides know each other. Fails with why the link did not come about. */
  readonly connected: Promise<void>;

  /** Done when the link is over, with why. It never fails. */
  readonly closed: Promise<PeerSessionEnd>;

  /** Called with each new state. */
  onstatechange: ((state: PeerLinkState) => void) | undefined;

  /** @internal */
  protected session!: PeerSession;

  private channel!: LateChannel;
  private current: Connected | undefined;
  private currentState: PeerLinkState = "connecting";
  /** @internal */
  protected readonly served: Serving[] = [];
  private readonly contracts = new Set<PeerContract<any>>();
  private readonly abort = new AbortController();

  /** @internal */
  constructor(
    private readonly dialler: LinkDialler,
    private readonly options: PeerLinkOptions,
  ) {
    this.begin();
    this.connected = this.connect();
    this.connected.catch(() => undefined);
    this.closed = this.run();
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
        if (of !== link.session) target = undefined;
        of = link.session;
        return (target ??= new CallTarget(contract, name));
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

  /** @internal Another link has taken its place: it is over at once. */
  replace(): void {
    this.isClosing = true;
    this.abort.abort();
    this.session.channelClosed("The peer began anew: another link took the place of this one.");
    this.current?.connection.close();
  }

  private isClosing = false;
  private tellLost: () => void = () => undefined;

  /** A session that waits for its channel. */
  private begin(): void {
    const { options } = this;
    this.channel = new LateChannel();
    this.session = new PeerSession(this.channel, {
      options: { resumeTimeout: options.reconnectTimeout ?? reconnectTime, ...options.session }, parts: options.parts, serve: this.served,
    });
    for (const contract of this.contracts) this.session.useParts(contract);
    const { session } = this;
    session.onresponsivechange = (isResponsive) => {
      if (session === this.session && !session.isSuspended && (this.currentState === "connected" || this.currentState === "unresponsive")) this.enter(isResponsive ? "connected" : "unresponsive");
    };
    session.onsuspend = () => this.tellLost();
  }

  /** Connects, and gives the session its channel; or has it go on over another. Without a connection calls go on waiting for one. */
  private async connect(): Promise<void> {
    const made = await this.dialler.dial(this.abort.signal);
    this.current = made;
    const channel = new DataChannel(made.channel, made.connection);
    try {
      if (this.session.isSuspended) await this.goOn(channel, made.connection);
      else this.channel.set(channel);
      await this.session.connected;
    } catch (failure) {
      made.connection.close();
      if (this.session.core.hasEnded && !this.isClosing) this.begin();
      throw new LinkError("refused", failure instanceof Error ? failure.message : String(failure));
    }
    this.dialler.up?.(made);
    this.enter("connected");
  }

  private async goOn(channel: DataChannel, connection: RTCPeerConnection): Promise<void> {
    const outcome = await this.session.resumeOver!(channel, {
      own: fingerprintOf(connection.localDescription?.sdp) ?? "", peer: fingerprintOf(connection.remoteDescription?.sdp) ?? "",
    });
    if (outcome === "failed") throw new Error("The session did not go on.");
    if (outcome === "goes-on") return;
    // The peer was started anew: what was under way has ended with its fate, and another session begins where that one would have gone on.
    this.begin();
    this.channel.set(outcome.begunAnew);
  }

  /** Sees to the link until it is over. */
  private async run(): Promise<PeerSessionEnd> {
    let failure: unknown;
    try {
      await this.connected;
    } catch (why) {
      failure = why;
      this.channel.fail(why instanceof Error ? why.message : String(why));
    }
    let end: PeerSessionEnd;
    for (;;) {
      const { session } = this;
      const lost = new Promise<undefined>((resolve) => (this.tellLost = () => resolve(undefined)));
      const ended = session.isSuspended ? undefined : await Promise.race([session.closed, lost]);
      if (ended !== undefined) {
        end = ended;
        await session.released;
      }
      this.current?.connection.close();
      if (ended !== undefined) {
        if (failure !== undefined || this.isClosing || ended.kind !== "ConnectionLost") break;
        this.begin();
      }
      this.enter("reconnecting");
      if (!(await this.connectAgain())) {
        this.session.giveUp("the peer was not found again");
        end = await this.session.closed;
        break;
      }
    }
    this.abort.abort();
    this.dialler.over();
    this.enter("closed");
    return end!;
  }

  private async connectAgain(): Promise<boolean> {
    const { maxReconnectAttempts = 12, reconnectTimeout = reconnectTime, minReconnectDelay = 250, maxReconnectDelay = 15_000 } = this.options;
    const until = performance.now() + reconnectTimeout;
    for (let attempt = 0; attempt < maxReconnectAttempts && performance.now() < until && !this.isClosing; attempt++) {
      const delay = Math.min(minReconnectDelay * 2 ** attempt, maxReconnectDelay);
      await this.dialler.wait(delay * (0.5 + Math.random() / 2), this.abort.signal);
      if (this.isClosing) break;
      try {
        await this.connect();
        return true;
      } catch {
        // The next attempt may fare better; what the last one fails with is told by the end.
      }
    }
    this.channel.fail("The peer was lost, and not found again.");
    return false;
  }

  private enter(state: PeerLinkState): void {
    if (this.currentState === state || this.currentState === "closed") return;
    this.currentState = state;
    this.onstatechange?.(state);
  }
}

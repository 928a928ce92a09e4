import type { Implementation } from "../contracts/implementation.js";
import type { PeerContract } from "../contracts/peer-contract.js";
import * as Status from "../errors/status.js";
import type { PeerChannel } from "../session/channels/index.js";
import type { PeerSession } from "../session/driving/index.js";
import { resume } from "../session/resuming/index.js";
import { serving } from "../session/serving/index.js";
import { CallLink, type CallLinkOptions, type PeerLinkState } from "./call-link.js";
import { fingerprintOf } from "./certificates.js";
import { type LinkChannel, type LinkChannelOptions, LinkChannels } from "./channels/index.js";
import type { DataChannel } from "./data-channel.js";
import type { Connected } from "./dialling.js";
import { whenPageGoes } from "./page-goes.js";
import { longest } from "./pause.js";
import { RepeatedCalls } from "./repeated-calls.js";
import type { PeerSessionEnd } from "../session/state/index.js";

/** What every link is made with. Times are in milliseconds. */
export interface PeerLinkOptions extends CallLinkOptions {
  /** How often a peer that was lost is looked for again before the link is over; 0 for never. 12: about as long as `reconnectTimeout`, where each attempt fails at once. */
  readonly maxReconnectAttempts?: number | undefined;

  /** How long after a loss a new attempt may begin. 2 minutes: a restart of the peer or a change of networks takes less. */
  readonly reconnectTimeout?: number | undefined;

  /** The delay before the first new attempt, which doubles with each; and the longest. 250 ms and 15 s. Each is drawn from its upper half. */
  readonly minReconnectDelay?: number | undefined;
  readonly maxReconnectDelay?: number | undefined;
}

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

const reconnectTime = 120_000;

/**
 * A link to one peer: a connection with a session on it, which goes on over another when it is lost. It is there at once, and calls wait until it is
 * connected: what is served is said with `serve` in the task that made it.
 */
export class PeerLink extends CallLink {
  private readonly options: PeerLinkOptions;
  private tellLost: () => void = () => undefined;

  /** Whether a session that is lost has another behind it: once the link was up, and as long as the peer is looked for. */
  private goesOn = false;
  private readonly repeated = new RepeatedCalls(() => this.session);
  private readonly stay = whenPageGoes(() => this.leave());
  private readonly channels = new LinkChannels(
    (connection) => this.current?.connection === connection && this.current.channel.readyState === "open", this.session.core.state.options);

  /** @internal */
  constructor(
    private readonly dialler: LinkDialler,
    given: PeerLinkOptions,
  ) {
    const options: PeerLinkOptions = {
      ...given, session: { resumeTimeout: given.reconnectTimeout ?? reconnectTime, ...given.session }, parts: [resume, ...(given.parts ?? [])],
    };
    super((signal) => dialler.dial(signal), options);
    this.options = options;
  }

  /** An object whose methods call what the peer serves as the contract, over whatever connection there is. What the end of a session took with it is called again in the next where its method is `[Idempotent]`. */
  override remote<T>(contract: PeerContract<T>, name = ""): T {
    return this.repeated.wrap(contract, super.remote(contract, name));
  }

  /** Serves an object. */
  serve<T>(contract: PeerContract<T>, implementation: Implementation<T>, name?: string): this {
    const one = serving(contract, implementation, name);
    this.session.serve(one);
    this.served.push(one);
    return this;
  }

  /** Opens a channel for messages beside the session, now and after each loss anew (docs/channels.md). It may be sent on at once. `typedpeer` and the ids 0 and 1023 are the session's. */
  openChannel(label: string, options: LinkChannelOptions = {}): LinkChannel {
    return this.channels.open(label, options);
  }

  /** Called with each channel that the peer opens. Without it they are for who listens to `datachannel` of the connection. */
  get onchannel(): ((channel: LinkChannel) => void) | undefined {
    return this.channels.opened;
  }

  set onchannel(opened: ((channel: LinkChannel) => void) | undefined) {
    this.channels.opened = opened;
  }

  /** Ends in order, and lets go of the connection. What channels have accepted leaves before. */
  override async close(): Promise<PeerSessionEnd> {
    this.isClosing = true;
    if (this.currentState === "connected") await this.channels.closeAll(this.session.core.state.options.stopTimeout);
    return super.close();
  }

  /** @internal Another link has taken its place: it is over at once. */
  replace(): void {
    this.isClosing = true;
    this.abort.abort();
    this.session.channelClosed("The peer began anew, with another link.");
    this.current?.connection.close();
  }

  /** @internal */
  protected override begin(options: PeerLinkOptions): void {
    super.begin(options);
    const { session } = this;
    session.onsuspend = () => this.tellLost();
    const { core } = session;
    const { onEnded } = core;
    core.onEnded = (end) => {
      onEnded(end);
      // At once: a call that is made from now on waits for the next session, whoever makes it.
      if (this.goesOn && !this.isClosing && end.kind === "ConnectionLost" && !core.orderlyEnd.stoppedByPeer) this.renew(session);
    };
    // The first begins before the rest of the link is made.
    (this.repeated as RepeatedCalls | undefined)?.begun();
  }

  /** @internal */
  protected override async connect(): Promise<void> {
    try {
      await super.connect();
    } catch (failure) {
      if (this.session.core.hasEnded && !this.isClosing) this.begin(this.options);
      throw failure;
    }
    this.goesOn = true;
    this.dialler.up?.(this.current!);
    this.channels.attach(this.current!.connection);
  }

  /** @internal Gives the session its channel, or has it go on over another. */
  protected override async take(channel: DataChannel, connection: RTCPeerConnection): Promise<void> {
    this.channels.listen(connection);
    const { session } = this;
    if (!session.isSuspended) {
      await super.take(channel, connection);
      return;
    }
    const outcome = await session.resumeOver!(channel, {
      own: fingerprintOf(connection.localDescription?.sdp) ?? "", peer: fingerprintOf(connection.remoteDescription?.sdp) ?? "",
    });
    if (outcome === "failed") throw new Error("The session did not go on.");
    if (outcome === "goes-on") return;
    // The peer was started anew: what was under way has ended with its fate, and another session begins where that one would have gone on.
    this.renew(session);
    this.session.begin(outcome.begunAnew);
  }

  /** @internal */
  protected override async run(): Promise<PeerSessionEnd> {
    const isConnected = await this.whetherConnected();
    for (;;) {
      const { session } = this;
      const lost = new Promise<undefined>((resolve) => (this.tellLost = () => resolve(undefined)));
      // One that has just taken the place of another has no channel yet.
      const isWithout = session.isSuspended || (!session.core.hasEnded && (session.channel as PeerChannel | undefined) === undefined);
      let end = isWithout ? undefined : await Promise.race([session.closed, lost]);
      if (end !== undefined) await session.released;
      this.channels.lose();
      this.current?.connection.close();
      const { stoppedByPeer } = session.core.orderlyEnd;
      if (end === undefined && stoppedByPeer) {
        // It may come back to finish, for a while; and is looked for by nobody.
        await this.awaitPeer("reconnecting");
        if (session.core.hasEnded) end = await session.closed;
      }
      if (end === undefined || (isConnected && !this.isClosing && end.kind === "ConnectionLost" && !stoppedByPeer)) {
        if (end !== undefined) this.renew(session);
        else if (session.core.delivery?.isSuspendedByPeer === true) {
          await this.awaitPeer("peer-suspended");
          if (session.core.hasEnded) this.renew(session);
        }
        this.enter("reconnecting");
        if (await this.connectAgain()) continue;
        this.goesOn = false;
        this.session.giveUp("the peer was not found again");
        end = await this.session.closed;
      }
      this.stay();
      this.dialler.over();
      this.over();
      this.repeated.over();
      const kind = end.kind === "StoppedByPeer" ? "Remote" : this.isClosing ? "Local" : "ConnectionLost";
      this.channels.over({ kind, message: `The link is over. ${end.message}` });
      return end;
    }
  }

  /** Another session stands where one has ended. */
  private renew(ended: PeerSession): void {
    if (this.session === ended) this.begin(this.options);
  }

  /** The page goes, and waits for nothing: says goodbye, and where something is under way, that it ends at once. */
  private leave(): void {
    this.isClosing = true;
    const { session } = this;
    void session.stop();
    // Behind the goodbye, and what follows it where nothing is.
    queueMicrotask(() => {
      const { core } = session;
      if (core.orderlyEnd.finishedSent) return;
      session.enter();
      core.abort({ kind: "Aborted", status: Status.Unavailable, message: "The page was left." }, "The page was left.");
    });
  }

  /** A peer that has suspended the link comes back by itself: it is looked for when it offers something, or its time is over. */
  private async awaitPeer(state: PeerLinkState): Promise<void> {
    this.enter(state);
    const enough = new AbortController();
    const stop = (): void => enough.abort();
    this.abort.signal.addEventListener("abort", stop);
    await Promise.race([this.dialler.wait(longest, enough.signal), this.session.closed]);
    this.abort.signal.removeEventListener("abort", stop);
    stop();
  }

  private async connectAgain(): Promise<boolean> {
    const { maxReconnectAttempts = 12, reconnectTimeout = reconnectTime, minReconnectDelay = 250, maxReconnectDelay = 15_000 } = this.options;
    const until = performance.now() + reconnectTimeout;
    for (let attempt = 0; attempt < maxReconnectAttempts && performance.now() < until && !this.isClosing; attempt++) {
      const delay = Math.min(minReconnectDelay * 2 ** attempt, maxReconnectDelay);
      await this.dialler.wait(delay * (0.5 + Math.random() / 2), this.abort.signal);
      if (this.isClosing) break;
      // Its time may be over by now: the connection is for the next.
      if (this.session.core.hasEnded) this.begin(this.options);
      try {
        await this.connect();
        return true;
      } catch {
        // The next attempt may fare better; what the last one fails with is told by the end.
      }
    }
    this.goesOn = false;
    this.session.noChannel("The peer was not found again.");
    return false;
  }
}

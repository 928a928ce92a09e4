import type { PeerContract } from "../../contracts/peer-contract.js";
import type { PeerChannel } from "../channels/index.js";
import { SessionCore } from "../core/index.js";
import type { Serving } from "../incoming/index.js";
import { Caller, CallTarget, makeRemote } from "../outgoing/index.js";
import type { ChannelRoom } from "../sending/index.js";
import { callback, type PeerSessionEnd, type PeerSessionOptions, withDefaults } from "../state/index.js";
import { FrameQueue } from "../wire/index.js";
import { platform, type Surroundings } from "./surroundings.js";

/** What a session is started with. */
export interface PeerSessionStart {
  readonly options?: Partial<PeerSessionOptions> | undefined;

  /** What this side serves. */
  readonly serve?: readonly Serving[] | undefined;

  /** Parts that no contract asks for, such as `resume`. */
  readonly parts?: readonly SessionPart[] | undefined;
  readonly surroundings?: Surroundings | undefined;
}

/** What became of an attempt to go on over another channel: the session goes on; or the peer has begun another, which goes on over the channel that is given; or neither. */
export type ResumeOutcome = "goes-on" | "failed" | { readonly begunAnew: PeerChannel };

/** The certificates of both sides, as fingerprints; empty where they are not known. */
export interface ChannelIdentities {
  readonly own: string;
  readonly peer: string;
}

/** A part of the protocol that is there where it is imported: by an emitted contract that uses it, or by the application. */
export interface SessionPart {
  readonly part: string;

  /** Joins a session. */
  join(session: PeerSession): void;
}

/** A session over a channel: calls the peer, and serves it. It has the clock, the timers and the channel; all rules are the core's. */
export class PeerSession {
  /** Done once both sides know each other. */
  readonly connected: Promise<void>;

  /** Done when the session is over, with why. It never fails. */
  readonly closed: Promise<PeerSessionEnd>;

  /** Done when the channel is let go of, which may be a little later. */
  readonly released: Promise<void>;

  /** Called when the peer has fallen silent, and when it is heard again. */
  onresponsivechange: ((isResponsive: boolean) => void) | undefined;

  /** Called when the channel is lost and the session waits for another. */
  onsuspend: (() => void) | undefined;

  /** @internal Goes on over a channel, if the peer there proves to be the one. Never fails. Absent in a session that does not resume. */
  resumeOver: ((channel: PeerChannel, identities: ChannelIdentities) => Promise<ResumeOutcome>) | undefined;

  /** @internal */
  readonly core: SessionCore;

  /** @internal */
  readonly caller: Caller;

  /** @internal */
  channel!: PeerChannel;

  /** @internal Whether the channel is open, and the session's. */
  takesMessages = false;

  /** @internal */
  readonly surroundings: Surroundings;

  /** @internal How much the channel is given ahead; absent where it is always as much. */
  room: ChannelRoom | undefined;

  private readonly message = new FrameQueue(4096);
  private readonly parts = new Set<string>();
  private isScheduled = false;
  private isClosing = false;
  private isOpen = false;
  private timerAt = Infinity;
  private cancelTimer: (() => void) | undefined;
  private tellConnected!: () => void;
  private tellNotConnected!: (end: Error) => void;
  private tellClosed!: (end: PeerSessionEnd) => void;
  private tellReleased!: () => void;

  /** @param channel What the session runs on. Without one it waits: for the links of this package, which bring it later. */
  constructor(channel: PeerChannel | undefined, start: PeerSessionStart = {}) {
    this.surroundings = start.surroundings ?? platform;
    this.connected = new Promise((resolve, reject) => {
      this.tellConnected = resolve;
      this.tellNotConnected = reject;
    });
    this.connected.catch(() => undefined);
    this.closed = new Promise((resolve) => (this.tellClosed = resolve));
    this.released = new Promise((resolve) => (this.tellReleased = resolve));
    const core = (this.core = new SessionCore(withDefaults(start.options)));
    core.state.now = this.surroundings.now();
    this.caller = new Caller(core.state, core.outgoing, this.enter);
    core.outgoing.enter = this.enter;
    core.onConnected = () => this.tellConnected();
    core.onEnded = (end) => this.ended(end);
    core.onSilence = () => this.tellResponsive();
    for (const part of start.parts ?? []) this.use(part);
    for (const one of start.serve ?? []) this.serve(one);
    if (channel !== undefined) this.begin(channel);
  }

  /** Whether the peer answers; a silent one may be gone. */
  get isResponsive(): boolean {
    return !this.core.state.keepAlive.isSilent;
  }

  /** The smoothed round trip in milliseconds; 0 before it was measured. */
  get roundTrip(): number {
    return this.core.state.keepAlive.roundTrip;
  }

  /** @internal Whether it waits for another channel. */
  get isSuspended(): boolean {
    return this.core.delivery?.isSuspended === true;
  }

  /** @internal Ends a session that waits for another channel, since none comes. */
  giveUp(reason: string): void {
    this.enter();
    this.core.guard(() => this.core.delivery?.giveUp(reason));
  }

  /** An object whose methods call what the peer serves as the contract, under the name or by default. Calls made before the session is connected wait for it. */
  remote<T>(contract: PeerContract<T>, name = ""): T {
    this.useParts(contract);
    return makeRemote(contract, { caller: this.caller, target: new CallTarget(contract, name) });
  }

  /** Serves an object. Only before the channel is open, since what is served is said first of all. */
  serve(one: Serving): void {
    if (this.isOpen) throw new TypeError(`${one.contract.name} is not served: the peer was told already what is.`);
    this.use(one.part as SessionPart);
    this.core.served!.add(one);
    this.useParts(one.contract);
  }

  /** Ends in order: no new calls, those under way finish on both sides, as far as the time to stop allows. */
  stop(): Promise<PeerSessionEnd> {
    this.enter();
    this.core.guard(() => this.core.stop());
    return this.closed;
  }

  /** @internal Takes a contract's parts of the protocol on. */
  useParts(contract: PeerContract<any>): void {
    for (const one of [contract, ...contract.bases]) {
      for (const part of one.uses) this.use(part as SessionPart);
    }
  }

  /** @internal Takes a part of the protocol on. */
  use(part: SessionPart): void {
    if (this.parts.has(part.part)) return;
    this.parts.add(part.part);
    part.join(this);
  }

  /** @internal Brings the time, and sees to it that what is queued leaves once those who run now are through. */
  readonly enter = (): void => {
    this.core.state.now = this.surroundings.now();
    this.schedule();
  };

  /** @internal There is a channel to begin on. */
  begin(channel: PeerChannel): void {
    this.attach(channel, () => this.open());
  }

  /** @internal There will be none. */
  noChannel(why: string): void {
    if (this.channel as PeerChannel | undefined) return;
    this.enter();
    this.channelClosed(why);
  }

  /** @internal Listens to a channel. */
  attach(channel: PeerChannel, opened: () => void): void {
    this.channel = channel;
    const guarded = <T>(action: (what: T) => void) => (what: T): void => {
      if (this.channel !== channel) return;
      this.core.state.now = this.surroundings.now();
      action(what);
      this.runWork();
      this.schedule();
    };
    const { core } = this;
    channel.listen({
      opened: guarded<void>(() => {
        this.takesMessages = true;
        opened();
      }),
      message: guarded((bytes) => core.receive(bytes)),
      datagram: guarded((bytes) => core.receiveDatagram(bytes)),
      low: guarded<void>(() => this.room?.left(channel, core.state.now)),
      closed: guarded((why) => this.channelClosed(why)),
    });
    channel.bufferedAmountLowThreshold = core.state.options.channelBufferBytes / 2;
  }

  /** @internal The channel takes messages no more. */
  channelClosed(why: string): void {
    this.takesMessages = false;
    this.core.channelClosed(why);
    if (this.core.hasEnded) this.tellReleased();
  }

  /** @internal Asks the application who the peer is; false where it may not have a session. */
  authorize(): unknown {
    const { options } = this.core.state;
    let identity: unknown = false;
    callback(options, "authorize", () => (identity = options.authorize()));
    return identity;
  }

  private open(): void {
    const { core } = this;
    this.isOpen = true;
    const identity = this.authorize();
    core.state.identity = identity;
    core.guard(() => core.open(this.channel.maxMessageSize, identity !== false));
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.surroundings.soon(this.flush);
  }

  private readonly flush = (): void => {
    this.isScheduled = false;
    this.runWork();
    try {
      this.sendWhatWaits();
    } catch (failure) {
      this.channelClosed(`The channel does not send: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
    this.runWork();
    const { end } = this.core.state;
    if (end === undefined) this.setTimer();
    else if (!this.isClosing) this.close(end);
  };

  private sendWhatWaits(): void {
    const { core, channel, message } = this;
    if (!this.takesMessages) return core.checkFinished();
    const size = this.room?.size ?? core.state.options.channelBufferBytes;
    const room = Math.min(Math.max(size, core.leastRoom), channel.maxMessageSize);
    while (this.takesMessages && (core.hasEnded || channel.bufferedAmount < size || this.room?.hasLeft(channel, this.surroundings.now()))) {
      message.clear();
      core.write(message, room);
      if (message.length === 0) break;
      channel.send(message.peek());
      this.runWork();
    }
  }

  /** Runs what the core gave out. User code is in there, and throws nothing further than here. */
  private runWork(): void {
    const { state } = this.core;
    while (state.work.length > 0) {
      const { work } = state;
      state.work = [];
      for (const one of work) callback(state.options, "The session", () => one.run());
    }
  }

  private setTimer(): void {
    const next = this.core.nextDeadline;
    if (next >= this.timerAt) return;
    this.cancelTimer?.();
    this.timerAt = next;
    this.cancelTimer = this.surroundings.after(next - this.surroundings.now(), () => {
      this.timerAt = Infinity;
      this.core.state.now = this.surroundings.now();
      if (this.core.state.now >= this.core.nextDeadline) this.core.handleDeadline();
      this.flush();
    });
  }

  private tellResponsive(): void {
    this.core.state.work.push({ run: () => this.onresponsivechange?.(this.isResponsive) });
  }

  private ended(end: PeerSessionEnd): void {
    this.tellNotConnected(new Error(end.message));
    this.tellClosed(end);
    this.schedule();
  }

  /** The last frames have left. Whoever has stopped first closes the channel: one that is closed early may throw away what it still holds. */
  private close(end: PeerSessionEnd): void {
    this.isClosing = true;
    this.cancelTimer?.();
    if (!this.takesMessages) {
      this.tellReleased();
      return;
    }
    if (end.kind !== "StoppedByPeer") this.channel.close();
    this.surroundings.after(this.core.delivery?.isUnheard ? 0 : Math.min(1000, this.core.state.options.stopTimeout / 8), () => {
      this.channel.close();
      this.tellReleased();
    });
  }
}

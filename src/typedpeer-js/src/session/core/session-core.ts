import type { PeerStatus } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import { CallDoor, type IncomingCalls, type ServedContracts } from "../incoming/index.js";
import { OutgoingCalls } from "../outgoing/index.js";
import { chunkOverhead } from "../sending/index.js";
import { type PeerSessionEnd, type PeerSessionOptions, SessionState } from "../state/index.js";
import {
  featureUnreliable, FrameQueue, FrameReader, maxChunk, ProtocolError, typeContract, typeFinished, typeGoodbye, typeHello, typePing, typePong,
} from "../wire/index.js";
import { dispatchCallFrame, skipLasting } from "./call-frames.js";
import { OrderlyEnd } from "./orderly-end.js";
import type { CorePart, Delivery } from "./parts.js";

/** The smallest message a session can work with: every frame fits into it. */
export const leastMessage = 1200;

/** A peer that makes this side queue more answers to control frames than this does not read. */
const maxControlBytes = 1024 * 1024;

/**
 * The protocol of one session as a state machine: messages, what this side asks for, and the time go in; messages, work and the next deadline
 * come out. It is told the time and never asks for it.
 */
export class SessionCore {
  readonly state: SessionState;
  readonly outgoing: OutgoingCalls;
  readonly door: CallDoor;
  readonly orderlyEnd: OrderlyEnd;

  /** What this side serves, and the peer's calls of it; absent where nothing is served. */
  served: ServedContracts | undefined;
  incoming: IncomingCalls | undefined;

  /** Takes a frame that is about calls which last: about streams, and about the peer's. */
  readLasting: (core: SessionCore, reader: FrameReader) => boolean = skipLasting;

  /** What makes the session go on over another channel; absent where it does not. */
  delivery: Delivery | undefined;

  /** What reads frames beyond those of calls, by type, and datagrams. */
  readonly parts: CorePart[] = [];

  /** Called once: both sides know each other. */
  onConnected: () => void = () => undefined;

  /** Called once, when the session has ended. */
  onEnded: (end: PeerSessionEnd) => void = () => undefined;

  /** Called when the peer falls silent, and when it is heard again. */
  onSilence: () => void = () => undefined;

  private readonly reader = new FrameReader();
  private isConnected = false;

  constructor(options: PeerSessionOptions) {
    this.state = new SessionState(options);
    this.outgoing = new OutgoingCalls(this.state);
    this.door = new CallDoor(this.state);
    this.orderlyEnd = new OrderlyEnd(this.state, this.outgoing, this.door, () => this.incoming);
  }

  get hasEnded(): boolean {
    return this.state.end !== undefined;
  }

  /** When {@link handleDeadline} is to be called. */
  get nextDeadline(): number {
    if (this.hasEnded) return Infinity;
    return Math.min(this.state.deadlines.next, this.state.keepAlive.nextDeadline, this.orderlyEnd.nextDeadline, this.delivery?.nextDeadline ?? Infinity);
  }

  /** The least room for a message that {@link write} wants of a channel that takes as much. */
  get leastRoom(): number {
    return this.state.send.chunk + chunkOverhead + (this.delivery?.reserve ?? 0);
  }

  /** The channel is open: introduces this side. */
  open(maxMessageSize: number, isAuthorized: boolean): void {
    if (!(maxMessageSize >= leastMessage)) {
      this.terminate({ kind: "Aborted", status: Status.FailedPrecondition, message: `The channel takes messages of ${maxMessageSize} bytes; a session needs ${leastMessage}.` });
      return;
    }
    this.setSize(maxMessageSize);
    const { state } = this;
    state.keepAlive.opened(state.now);
    for (const part of this.parts) part.opening?.();
    const described = isAuthorized ? this.served : undefined;
    state.handshake.write(state.options, state.send, described?.frameCount(state.send) ?? 0);
    described?.write(state.send);
    for (const part of this.parts) part.opened?.();
    if (!isAuthorized) this.abort({ kind: "NotAuthorized", status: Status.PermissionDenied, message: "The peer was not authorised." }, "not authorised");
  }

  /** What fits into a frame, from the channel's message size. */
  setSize(maxMessageSize: number): void {
    this.state.send.chunk = Math.min(Math.max(maxMessageSize - chunkOverhead - (this.delivery?.reserve ?? 0), 64), maxChunk);
  }

  /** Takes one channel message. Never throws, whatever the bytes. */
  receive(message: Uint8Array): void {
    this.guard(() => {
      if (this.state.keepAlive.heard(this.state.now)) this.onSilence();
      const rest = this.delivery === undefined ? message : this.delivery.take(message);
      if (rest !== undefined) this.readFrames(rest);
      this.delivery?.took();
    });
  }

  /** Takes one datagram, which may come at any time. Never throws, whatever the bytes. */
  receiveDatagram(datagram: Uint8Array): void {
    this.guard(() => {
      // It overtook the peer's hello, or is from one who does not keep to this side's.
      const { handshake, keepAlive, now } = this.state;
      if (!handshake.isDone || !(handshake.ownFeatures & featureUnreliable)) return;
      keepAlive.heard(now);
      this.reader.open(datagram);
      while (!this.hasEnded && this.reader.next()) {
        if (!this.parts.some((part) => part.readDatagram?.(this.reader)) && this.reader.type < 0x80) {
          throw new ProtocolError(`a frame of the type 0x${this.reader.type.toString(16)} in a datagram`);
        }
      }
    });
  }

  /** Composes the next message for the channel. Nothing when nothing could leave. */
  write(message: FrameQueue, room: number): void {
    this.checkFinished();
    if (this.delivery === undefined) this.compose(message, room);
    else this.delivery.write(message, room);
  }

  /** Composes a message of what waits in the queues. */
  compose(message: FrameQueue, room: number): void {
    this.state.send.write(message, room);
    this.outgoing.startWaiting();
    this.incoming?.resumeHeld();
  }

  /** Does what is due. Never throws. */
  handleDeadline(): void {
    this.guard(() => {
      const { state } = this;
      state.deadlines.expire(state.now);
      const end = this.orderlyEnd.due(state.now);
      if (end !== undefined) this.abort(end, end.message);
      if (state.now >= (this.delivery?.nextDeadline ?? Infinity)) this.delivery?.expire();
      const wasSilent = state.keepAlive.isSilent;
      const loss = this.hasEnded ? undefined : state.keepAlive.handleDeadline(state.now);
      if (loss !== undefined) this.lose({ kind: "ConnectionLost", status: Status.ConnectionLost, message: loss }, "no answer came");
      else if (state.keepAlive.isSilent && !wasSilent) this.onSilence();
    });
  }

  /** The channel is gone: the session is suspended, if it can go on over another, or over. */
  channelClosed(why: string): void {
    this.lose({ kind: "ConnectionLost", status: Status.ConnectionLost, message: why }, undefined);
  }

  /** Begins to stop: no new calls, a goodbye, and the end once everything in flight is finished on both sides, or the time is over. */
  stop(): void {
    if (this.hasEnded) return;
    if (!this.state.handshake.isDone) {
      this.abort({ kind: "Aborted", status: Status.Unavailable, message: "The session was stopped before the peer said hello." }, "The session was stopped.");
      return;
    }
    this.orderlyEnd.stop();
    this.checkFinished();
  }

  /** Ends at once, telling the peer why. */
  abort(end: PeerSessionEnd, goodbye: string): void {
    if (this.hasEnded) return;
    this.orderlyEnd.sendLast(end.status, goodbye);
    this.terminate(end);
  }

  /** While stopping: ends once both sides have nothing left to do. */
  checkFinished(): void {
    const end = this.orderlyEnd.checkFinished();
    if (end !== undefined) this.terminate(end);
  }

  /** The session is over: every call ends, every handler is told. */
  terminate(end: PeerSessionEnd): void {
    if (this.hasEnded) return;
    const { state } = this;
    state.end = end;
    state.isStopping = true;
    this.outgoing.endAll((end.status === Status.Ok ? Status.Unavailable : end.status) as PeerStatus, end.message);
    this.incoming?.cancelAll();
    state.send.dropData();
    for (const part of this.parts) part.ended?.();
    this.delivery?.ended();
    this.incoming?.resumeHeld();
    this.onEnded(end);
  }

  /** Nothing that arrives, and no error of this side's own, leaves the core but as the end of the session. */
  guard(action: () => void): void {
    if (this.hasEnded) return;
    try {
      action();
    } catch (error) {
      if (error instanceof ProtocolError) {
        this.abort({ kind: "ProtocolError", status: Status.ProtocolError, message: `The peer broke the protocol: ${error.message}.` }, error.message);
      } else {
        this.state.report("The session", error);
        this.abort({ kind: "Aborted", status: Status.HandlerFailed, message: `The session failed: ${String(error)}` }, "an error of the session's own");
      }
    }
  }

  private lose(loss: PeerSessionEnd, goodbye: string | undefined): void {
    if (this.hasEnded || this.delivery?.trySuspend(loss) === true) return;
    if (goodbye === undefined) this.terminate(this.orderlyEnd.unless(loss));
    else this.abort(loss, goodbye);
  }

  private readFrames(message: Uint8Array): void {
    const { reader, state } = this;
    reader.open(message);
    while (!this.hasEnded && reader.next()) this.dispatch(reader);
    for (const part of this.parts) part.messageRead?.();
    if (state.send.control.length > maxControlBytes) throw new ProtocolError("the peer sends requests and reads no answers");
  }

  private dispatch(reader: FrameReader): void {
    const { handshake, keepAlive, send, now } = this.state;
    switch (reader.type) {
      case typeHello:
        handshake.onHello(reader);
        this.checkConnected();
        return;
      case typeContract:
        handshake.onContract(reader);
        this.checkConnected();
        return;
      case typePing: {
        const token = reader.u64();
        send.control.frame(typePong, 8).u64(token);
        return;
      }
      case typePong:
        keepAlive.onPong(reader.u64(), now);
        return;
      case typeGoodbye: {
        const end = this.orderlyEnd.onGoodbye(reader);
        if (end !== undefined) this.terminate(end);
        this.checkFinished();
        return;
      }
      default:
        if (!handshake.isDone) {
          if (reader.type < 0x80) throw new ProtocolError("the peer does not begin with HELLO");
        } else if (reader.type === typeFinished) {
          this.orderlyEnd.onFinished();
          this.checkFinished();
        } else if (!dispatchCallFrame(this, reader) && !this.parts.some((part) => part.read?.(reader)) && reader.type < 0x80) {
          throw new ProtocolError(`a frame of the unknown type 0x${reader.type.toString(16).padStart(2, "0")}`);
        }
    }
  }

  /** Both hellos are exchanged once all is here that the peer's announced. */
  private checkConnected(): void {
    const { state } = this;
    if (!state.handshake.isDone || this.isConnected) return;
    this.isConnected = true;
    state.send.isOpen = true;
    state.send.callCredit = state.handshake.peerCallWindow;
    state.keepAlive.connected(state.now);
    this.delivery?.connected();
    for (const part of this.parts) part.connected?.();
    this.onConnected();
    this.outgoing.startWaiting();
  }
}

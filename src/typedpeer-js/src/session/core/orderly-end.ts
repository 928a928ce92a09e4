import * as Status from "../../errors/status.js";
import type { CallDoor, IncomingCalls } from "../incoming/index.js";
import type { OutgoingCalls } from "../outgoing/index.js";
import type { PeerSessionEnd, SessionState } from "../state/index.js";
import { encodeTruncated, type FrameReader, ProtocolError, typeFinished, typeGoodbye, varintSize } from "../wire/index.js";

/**
 * How a session ends in order (docs/protocol.md, "End"): both sides say goodbye, finish what is in flight, and say that they have, or the time
 * that this may take is over.
 */
export class OrderlyEnd {
  /** Whether the peer asked to stop first. */
  stoppedByPeer = false;

  /** Whether the peer said goodbye, with whatever status. */
  isReceived = false;

  /** Whether this side has said that it has nothing left to do. */
  finishedSent = false;

  /** Whether the end need not be waited for any longer, where both sides have finished: this one may not have said so yet. */
  isSettled: (isSaid: boolean) => boolean = (isSaid) => isSaid;

  private isSent = false;
  private finishedReceived = false;
  private giveUpAt = Infinity;

  constructor(
    private readonly state: SessionState,
    private readonly outgoing: OutgoingCalls,
    private readonly door: CallDoor,
    private readonly incoming: () => IncomingCalls | undefined,
  ) {}

  /** When {@link due} gives the end. */
  get nextDeadline(): number {
    return this.giveUpAt;
  }

  /** The end where stopping takes too long. */
  due(now: number): PeerSessionEnd | undefined {
    return now < this.giveUpAt ? undefined
      : { kind: "Aborted", status: Status.Unavailable, message: "The peer, or calls still running, did not finish in the time stopping may take." };
  }

  /** Begins to stop. */
  stop(): void {
    const { state } = this;
    // An eighth of the time, up to a second, is for the goodbye and the channel's close.
    this.giveUpAt = Math.min(this.giveUpAt, state.now + state.options.stopTimeout - Math.min(1000, state.options.stopTimeout / 8));
    if (!state.isStopping) {
      state.isStopping = true;
      this.outgoing.endWaiting(Status.Unavailable, "The session is ending.");
      this.send(Status.Ok, "The session is ending.");
    }
  }

  /** The peer says goodbye. The end of the session, if it is over with that. */
  onGoodbye(reader: FrameReader): PeerSessionEnd | undefined {
    const status = reader.varint(2 ** 31 - 1);
    const last = reader.varint();
    const message = reader.text();
    if (this.isReceived && status === Status.Ok) throw new ProtocolError("a second GOODBYE");
    this.isReceived = true;
    if (status !== Status.Ok) {
      const isBroken = status === Status.ProtocolError;
      const wasUsed = this.outgoing.made || this.incoming()?.handled || !this.isIdle;
      return {
        // A peer that heard nothing of this side for too long wanted no end.
        kind: isBroken ? "ProtocolError" : status === Status.PermissionDenied ? "NotAuthorized" : status === Status.ConnectionLost ? "ConnectionLost" : wasUsed ? "Aborted" : "StoppedByPeer",
        status: isBroken ? status : Status.ConnectionLost,
        message: `The peer ended the session: ${message}`,
      };
    }
    if (!this.state.isStopping) {
      this.stoppedByPeer = this.state.isStopping = true;
      this.send(Status.Ok, "");
    }
    this.outgoing.onGoodbye(last, "The peer is ending the session and did not take the call.");
    return undefined;
  }

  /** The peer has nothing left to do. */
  onFinished(): void {
    if (!this.isReceived) throw new ProtocolError("FINISHED without GOODBYE");
    this.finishedReceived = true;
  }

  /** While stopping: says so to the peer once this side has nothing left to do. The end, once both have. */
  checkFinished(): PeerSessionEnd | undefined {
    const { state } = this;
    const { hasOnlyControl } = state.send;
    if (state.end !== undefined || !this.isSent || !this.isIdle) return undefined;
    if (!this.finishedSent && hasOnlyControl) {
      this.finishedSent = true;
      state.send.control.frame(typeFinished, 0);
    } else if (this.finishedReceived && this.isSettled(hasOnlyControl && !state.send.control.length)) {
      return this.finished;
    }
    return undefined;
  }

  /** The end of a session that has no channel, and gets no other: in order where the peer has finished and waits for nothing of this side's, so that nothing could be lost but the word of it. */
  unless(loss: PeerSessionEnd): PeerSessionEnd {
    return this.finishedReceived && this.isIdle ? this.finished : loss;
  }

  private get isIdle(): boolean {
    return this.outgoing.isIdle && !this.incoming()?.count;
  }

  /** The session ends at once: tells the peer why, whatever it was told before. */
  sendLast(status: number, message: string): void {
    this.isSent = false;
    this.send(status, message);
  }

  private get finished(): PeerSessionEnd {
    return this.stoppedByPeer
      ? { kind: "StoppedByPeer", status: Status.Ok, message: "The peer stopped the session; everything in flight was finished." }
      : { kind: "Stopped", status: Status.Ok, message: "The session was stopped; everything in flight was finished." };
  }

  private send(status: number, message: string): void {
    if (this.isSent) return;
    this.isSent = true;
    const { lastId } = this.door;
    const text = encodeTruncated(message, this.state.send.chunk - 48);
    this.state.send.control
      .frame(typeGoodbye, varintSize(status) + varintSize(lastId) + varintSize(text.length) + text.length)
      .varint(status).varint(lastId).sized(text);
  }
}

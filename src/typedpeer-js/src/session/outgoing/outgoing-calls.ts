import { PeerError, type PeerCallFate, type PeerStatus } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import { BufferFlow, chunkOverhead, quantumOf } from "../sending/index.js";
import type { SentReferences, SessionState } from "../state/index.js";
import { concat, flagMore, flagSettle, flagTarget, noBytes, ProtocolError, settlePart, typeArguments, typeCall, typeCancel, varintSize } from "../wire/index.js";
import { ofCall } from "./call-errors.js";
import { findDrift, type SharedDescriptions } from "./drift.js";
import { callEnded, callOpen, callWaiting, type OutgoingCall } from "./outgoing-call.js";

/** Calls wait rather than queue more than this many bytes behind each other. */
const queueBytes = 256 * 1024;

/** What references in calls are settled by; set where references are imported. */
export interface SentInCalls extends SharedDescriptions {
  /** The references of a part of a call are on their way. */
  add(call: number, part: number, references: SentReferences): void;
}

/** Calls that replace each other, or leave without order; set where a contract has any. */
export interface DeliveryClasses {
  /** Takes a call on. True when it needs nothing more here. */
  tryTake(call: OutgoingCall, bytes: Uint8Array): boolean;

  /** A call is about to be sent. */
  beginning(call: OutgoingCall): void;

  /** A call has ended, or is no longer among those that wait. */
  left(call: OutgoingCall): void;

  /** How many bytes wait there. */
  readonly bytes: number;

  /** Ends every call that waits there. */
  endWaiting(end: (call: OutgoingCall) => void): void;
}

/** The calls this side makes: identifiers, limits, and how each ends exactly once. */
export class OutgoingCalls {
  /** How many calls were made. */
  made = 0;

  /** How many calls that may last are under way. */
  streaming = 0;

  /** Called before anything that does not come from the driver. */
  enter: () => void = () => undefined;

  references: SentInCalls | undefined;
  classes: DeliveryClasses | undefined;

  /** How many bytes of arguments wait behind their calls' headers. */
  readonly restBytes = { left: 0 };

  // The value is undefined for a call its caller gave up: it still counts with the peer until the peer's last frame for it.
  private readonly calls = new Map<number, OutgoingCall | undefined>();
  private readonly waiting = new Set<OutgoingCall>();
  private waitingBytes = 0;
  private nextId = 1;
  private givenUp = 0;

  constructor(readonly state: SessionState) {}

  /** How many calls wait for their last frame from the peer. */
  get count(): number {
    return this.calls.size;
  }

  get isIdle(): boolean {
    return this.calls.size + this.waiting.size === 0;
  }

  /** Takes on a call: sends it, or lets it wait. `bytes` are the arguments, and the caller's again afterwards. */
  start(call: OutgoingCall, bytes: Uint8Array): void {
    call.bytes = bytes;
    const refusal = this.refuse(call);
    if (refusal !== undefined) this.reject(call, refusal);
    else if (this.classes?.tryTake(call, bytes) !== true) this.line(call);
    if (call.isOpen) {
      if (call.deadline !== 0) this.state.deadlines.add(call);
      call.listen();
    }
  }

  /** Sends a call at once, or lets it wait behind all others. */
  line(call: OutgoingCall): void {
    const size = call.bytes.length;
    const waits = this.waiting.size > 0 || !this.hasRoom(call);
    const isLarge = size + chunkOverhead > this.state.send.chunk;
    const queued = this.waitingBytes + this.restBytes.left + (this.classes?.bytes ?? 0);
    if ((waits || isLarge) && queued > 0 && queued + size > this.state.options.maxQueuedCallBytes) {
      this.fail(call, Status.LimitExceeded, `The call of ${call.method.text} was not queued: as many bytes of calls wait as maxQueuedCallBytes allows.`, "not-sent");
    } else if (waits) {
      call.bytes = call.bytes.slice();
      call.state = callWaiting;
      this.waiting.add(call);
      this.waitingBytes += size + waitingOverhead;
    } else {
      this.send(call);
    }
  }

  /** Lets calls that wait go as far as there is room now. */
  startWaiting(): void {
    for (const call of this.waiting) {
      if (!this.hasRoom(call)) return;
      this.unline(call);
      const refusal = this.findRefusal(call);
      if (refusal !== undefined) this.reject(call, refusal);
      else this.send(call);
    }
  }

  /** Takes a call out of those that wait. */
  unline(call: OutgoingCall): void {
    if (this.waiting.delete(call)) this.waitingBytes -= call.bytes.length + waitingOverhead;
  }

  expire(call: OutgoingCall): void {
    this.abandon(call, `The call of ${call.method.text} took longer than its deadline allowed.`, Status.DeadlineExceeded, Status.DeadlineExceeded);
  }

  abort(call: OutgoingCall): void {
    this.enter();
    this.cancel(call, Status.Cancelled, call.signal?.reason);
  }

  /** The caller does not want the call any more: it ends here now, and there as soon as the peer knows. */
  cancel(call: OutgoingCall, status: number, failure: unknown): void {
    if (call.state === callWaiting) {
      this.unline(call);
      this.reject(call, failure);
      // One behind it may need no answer, and so less room.
      this.startWaiting();
    } else if (call.state === callOpen && this.calls.get(call.id) === call) {
      this.calls.set(call.id, undefined);
      this.givenUp++;
      // A header that has not left yet must not be overtaken by its own cancellation.
      const { control, calls } = this.state.send;
      (calls.taken >= call.headerEnd ? control : calls).frame(typeCancel, varintSize(call.id) + varintSize(status)).varint(call.id).varint(status);
      this.reject(call, failure);
    }
  }

  /** Ends a call that is open at the peer because of something on this side. */
  abandon(call: OutgoingCall, message: string, status: PeerStatus = Status.LimitExceeded, told = Status.Cancelled): void {
    this.cancel(call, told, new PeerError(status, message, { fate: this.fateOf(call) }));
  }

  /** The call with an identifier of a frame; undefined for one that was given up, or is over. */
  find(id: number): OutgoingCall | undefined {
    if (id === 0 || id >= this.nextId) throw new ProtocolError("a frame for a call that was never made");
    return this.calls.get(id);
  }

  /** The last frame of a call came. */
  close(id: number, call: OutgoingCall | undefined, tell: () => void = () => undefined): void {
    if (!this.calls.delete(id)) return;
    if (call === undefined) this.givenUp--;
    else tell();
    this.startWaiting();
  }

  /** A piece of a result came. */
  onResult(id: number, isLast: boolean, hasReferences: boolean, bytes: Uint8Array): void {
    const call = this.find(id);
    if (call === undefined) {
      if (isLast && this.calls.has(id)) {
        // It crossed the cancellation on the wire: nobody will take what is in it.
        if (hasReferences) this.state.settle(id * 2, 0, 0, settlePart);
        this.close(id, call);
      }
      return;
    }
    if (call.receiver !== undefined) throw new ProtocolError("RESULT for a call that answers with a stream");
    const { maxMessageBytes } = this.state.options;
    if (call.piecesLength + bytes.length > maxMessageBytes) {
      const message = `The answer of ${call.method.text} is larger than ${maxMessageBytes} bytes (maxMessageBytes).`;
      if (!isLast) {
        this.abandon(call, message);
        return;
      }
      if (hasReferences) this.state.settle(id * 2, 0, 0, settlePart);
      this.close(id, call, () => this.reject(call, new PeerError(Status.LimitExceeded, message)));
    } else if (!isLast) {
      this.keepPiece(call, bytes);
    } else {
      call.hasReferences = hasReferences;
      const whole = call.pieces.length === 0 ? bytes : concat([...call.pieces, bytes]);
      this.close(id, call, () => this.answer(call, whole));
    }
  }

  /** The peer takes no calls above `last` any more: those never reached a handler. */
  onGoodbye(last: number, message: string): void {
    this.endWaiting(Status.Unavailable, message);
    for (const [id, call] of [...this.calls]) {
      if (id > last && call !== undefined) {
        this.calls.delete(id);
        this.fail(call, Status.Unavailable, message, "not-sent");
      }
    }
  }

  /** Ends every call that has not reached the queue. */
  endWaiting(status: PeerStatus, message: string): void {
    for (const call of this.waiting) {
      this.unline(call);
      this.fail(call, status, message, "not-sent");
    }
    this.classes?.endWaiting((call) => this.fail(call, status, message, "not-sent"));
  }

  /** The session is over: every call ends. */
  endAll(status: PeerStatus, message: string): void {
    this.endWaiting(status, message);
    for (const call of [...this.calls.values()]) {
      if (call !== undefined) this.fail(call, status, message, this.fateOf(call));
    }
    this.calls.clear();
  }

  /** Ends a call with an error. */
  fail(call: OutgoingCall, status: PeerStatus, message: string, fate: PeerCallFate): void {
    this.reject(call, new PeerError(status, message, { fate }));
  }

  /** A call ends with an answer: of no bytes where there is nothing in it. */
  answer(call: OutgoingCall, bytes: Uint8Array = noBytes): void {
    if (this.finish(call)) call.waiter.answered(bytes, call);
  }

  /** A call ends with a failure: a `PeerError`, or what its caller aborted it with. */
  reject(call: OutgoingCall, failure: unknown): void {
    if (this.finish(call)) call.waiter.failed(ofCall(failure));
  }

  /** A call ends, once: all that is kept for it is given back. False where it had ended. */
  private finish(call: OutgoingCall): boolean {
    if (call.state === callEnded) return false;
    if (call.state === callOpen && call.method.hasStreams) this.streaming--;
    call.state = callEnded;
    call.unlisten();
    this.classes?.left(call);
    call.bytes = noBytes;
    call.pieces = [];
    this.state.held -= call.held;
    call.held = 0;
    call.rest?.drop();
    call.references?.close();
    call.references = undefined;
    call.streams?.stopAll();
    return true;
  }

  private fateOf(call: OutgoingCall): PeerCallFate {
    return call.state === callOpen && this.state.send.calls.taken >= call.headerEnd ? "may-have-executed" : "not-sent";
  }

  private keepPiece(call: OutgoingCall, bytes: Uint8Array): void {
    if (!this.state.tryHold(bytes.length)) {
      this.abandon(call, `The answer of ${call.method.text} is larger than what is left of the session's budget (maxReceiveBytes).`);
      return;
    }
    call.held += bytes.length;
    call.piecesLength += bytes.length;
    call.pieces.push(bytes.slice());
  }

  /** What the caller of a new call is told instead of making it; nothing when nothing keeps it from being made. */
  private refuse(call: OutgoingCall): unknown {
    const { end, isStopping, handshake } = this.state;
    if (call.signal?.aborted) return call.signal.reason;
    const why = end?.message ?? (isStopping ? "the session is ending." : undefined);
    if (why !== undefined) {
      return notSent(end === undefined || end.status === Status.Ok ? Status.Unavailable : (end.status as PeerStatus), `The call of ${call.method.text} was not made: ${why}`);
    }
    return handshake.isDone ? this.findRefusal(call) : undefined;
  }

  /** Says what keeps a call from being sent, now that the peer is known; nothing when nothing does. */
  private findRefusal(call: OutgoingCall): PeerError | undefined {
    const { handshake, send } = this.state;
    if (call.bytes.length > handshake.peerMaxMessage) {
      return notSent(Status.LimitExceeded, `The arguments of ${call.method.text} take ${call.bytes.length} bytes; the peer takes ${handshake.peerMaxMessage}.`);
    }
    const extras = call.extras.length + call.target.encode(call.method, handshake.peerFeatures).length;
    if (extras > send.chunk) {
      return notSent(Status.LimitExceeded, `Instance name and headers of the call of ${call.method.text} take ${extras} bytes; one message of the channel takes ${send.chunk}.`);
    }
    const drift = findDrift(call, this.state, this.references);
    return drift === undefined ? undefined : notSent(Status.Unimplemented, drift);
  }

  private hasRoom(call: OutgoingCall): boolean {
    const { handshake, send, options } = this.state;
    return handshake.isDone && send.calls.length < queueBytes
      && (!call.expectsAnswer || (this.calls.size < handshake.peerMaxCalls && this.givenUp < options.maxCancelledCalls));
  }

  private send(call: OutgoingCall): void {
    call.id = this.nextId++;
    call.state = callOpen;
    this.made++;
    if (!call.method.hasStreams) this.state.callsSeen++;
    this.classes?.beginning(call);
    this.write(call);
    if (!call.expectsAnswer) {
      this.answer(call);
      return;
    }
    this.calls.set(call.id, call);
    if (call.method.hasStreams) this.streaming++;
    call.receiver?.bind(call.id * 2);
    call.streams?.start(call.id, call.headerEnd, call.priority);
  }

  /** Writes the header with what fits of the arguments, and the rest as a flow behind it. */
  private write(call: OutgoingCall): void {
    const { id, method, extras, bytes } = call;
    const { send, handshake } = this.state;
    const target = call.target.encode(method, handshake.peerFeatures);
    const inline = Math.min(bytes.length, Math.max(0, send.chunk - target.length - extras.length));
    const isMore = inline < bytes.length;
    const flags = call.flags | (target.length > 0 ? flagTarget : 0) | (isMore ? flagMore : 0)
      | (call.references !== undefined || call.streams !== undefined ? flagSettle : 0);
    send.calls
      .frame(typeCall, varintSize(id) + varintSize(flags) + 8 + target.length + extras.length + inline)
      .varint(id).varint(flags).u64(method.description.id).raw(target).raw(extras).raw(isMore ? bytes.subarray(0, inline) : bytes);
    call.headerEnd = send.calls.added;
    if (call.references !== undefined) {
      this.references?.add(id * 2, 0, call.references);
      call.references = undefined;
    }
    if (isMore) {
      const { restBytes } = this;
      restBytes.left += bytes.length - inline;
      const rest = new BufferFlow(typeArguments, id, bytes.slice(), inline, 0, quantumOf(call.priority), call.headerEnd, (count) => {
        restBytes.left -= count;
      });
      if (call.expectsAnswer) call.rest = rest;
      send.activate(rest);
    }
  }
}

const notSent = (status: PeerStatus, message: string): PeerError => new PeerError(status, message, { fate: "not-sent" });

/** What a call that waits takes in memory beside its arguments. */
const waitingOverhead = 256;

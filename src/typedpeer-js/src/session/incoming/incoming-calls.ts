import { PeerError } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import { BufferFlow, quantumOf, type Scheduler } from "../sending/index.js";
import type { SentReferences, SessionState } from "../state/index.js";
import { concat, type FrameQueue, ProtocolError, resultReferences, settlePart, typeResult, varintSize } from "../wire/index.js";
import type { CallDoor } from "./door.js";
import type { Handlers } from "./handlers.js";
import type { IncomingCall } from "./incoming-call.js";
import type { ArgumentReceiver } from "./parts.js";
import type { ServedTarget } from "./served-target.js";

/** How many bytes of calls an answer waits behind, above what is queued of them: a peer that takes no calls has no answers pile up there. */
const mostBehindCalls = 512 * 1024;

/** The queue for an answer: among the calls, when it has to come behind those that wait and not so much waits that they do not leave at all. */
const queueOf = ({ answers, calls }: Scheduler, isBehindCalls: boolean): FrameQueue => (isBehindCalls && calls.length > 0 && calls.length < mostBehindCalls ? calls : answers);

/** The peer's calls on this side: what arrives, what runs, and when each is over. */
export class IncomingCalls {
  /** How many calls were taken. */
  handled = 0;

  /** How many bytes of calls without order are here. */
  unorderedBytes = 0;

  /** How many streamed arguments are open. */
  streams = 0;

  /** What runs handlers. */
  handlers!: Handlers;

  private readonly calls = new Map<number, IncomingCall>();
  private readonly unordered = new Set<IncomingCall>();
  private oneWay = 0;
  private largeAnswers = 0;
  private heldBack: ServedTarget[] = [];

  readonly state: SessionState;

  constructor(readonly door: CallDoor) {
    this.state = door.state;
  }

  /** How many calls are queued or running. */
  get count(): number {
    return this.calls.size + this.unordered.size;
  }

  /** How many of them are to be answered. */
  get answered(): number {
    return this.calls.size - this.oneWay;
  }

  get openCalls(): Iterable<IncomingCall> {
    return [...this.calls.values(), ...this.unordered];
  }

  /** The call with an identifier; undefined for one that is over. */
  find(id: number): IncomingCall | undefined {
    return this.calls.get(id);
  }

  /** Adds a call that was taken. */
  add(call: IncomingCall, bytes: Uint8Array, isComplete: boolean): void {
    this.handled++;
    if (!call.method.hasStreams) this.state.callsSeen++;
    if (call.isUnreliable) {
      this.unordered.add(call);
      this.unorderedBytes += bytes.length;
    } else {
      this.calls.set(call.id, call);
      if (call.isOneWay) this.oneWay++;
    }
    if (call.deadline !== 0) this.state.deadlines.add(call);
    call.length = bytes.length;
    // A one-way call keeps the place its first frame has, however long its arguments take to come.
    const keepsPlace = call.isOneWay && !call.isConcurrent;
    const waits = keepsPlace && call.target.enqueue(call);
    if (isComplete) {
      // Bytes that outlive the message they came in must not hold all of that in memory.
      call.bytes = waits ? bytes.slice() : bytes;
      this.ready(call, keepsPlace);
    } else {
      call.pieces.push(bytes.slice());
    }
  }

  /** More of a call's arguments came. */
  onArguments(call: IncomingCall, isLast: boolean, bytes: Uint8Array): void {
    if (call.isComplete) {
      // A one-way call that was refused waits for its turn to end; its caller cannot know.
      if (call.isOneWay && call.cancelStatus !== 0) return;
      throw new ProtocolError("ARGUMENTS after the last");
    }
    const { maxMessageBytes } = this.state.options;
    if (call.length + bytes.length > maxMessageBytes || !this.state.tryHold(bytes.length)) {
      this.refuseRest(call, `The arguments of ${call.method.text} are larger than maxMessageBytes or what is left of maxReceiveBytes.`);
      return;
    }
    call.held += bytes.length;
    call.length += bytes.length;
    call.pieces.push(bytes.slice());
    if (isLast) {
      call.bytes = concat(call.pieces);
      call.pieces = [];
      this.ready(call, call.isOneWay && !call.isConcurrent);
    }
  }

  /** A streamed argument's frame came. */
  findStream(call: IncomingCall, index: number): ArgumentReceiver {
    const stream = call.streams?.[index - 1];
    if (stream === undefined) throw new ProtocolError("a frame for a stream the call does not have");
    if (stream.isFinished) throw new ProtocolError("a frame after the end of its stream");
    return stream;
  }

  /** The handler is through with the bytes of the arguments: the peer may send as much again. */
  releaseArguments(call: IncomingCall): void {
    this.state.held -= call.held;
    call.held = 0;
    call.bytes = call.bytes.subarray(0, 0);
    call.pieces = [];
    this.settleArguments(call);
    if (!call.isOneWay) {
      this.door.returnWindow(call.cost);
      call.cost = 0;
    }
  }

  /** The caller does not want it any more. */
  cancel(call: IncomingCall, status: number): void {
    if (call.isOver) return;
    this.stop(call, status);
    if (call.isOver) return;
    if (call.resultRest !== undefined) {
      call.resultRest.drop();
      this.fail(call, status, call.cancelMessage);
    } else if (!call.isComplete) {
      // Its handler will never start; a one-way call only gives its place free.
      if (call.isOneWay) this.finishArguments(call);
      else this.fail(call, status, call.cancelMessage);
    }
  }

  /** The session is over, or does not wait any longer: every handler is told. */
  cancelAll(): void {
    for (const call of this.openCalls) {
      if (call.isUnreliable) this.stop(call, Status.Cancelled);
      else this.cancel(call, Status.Cancelled);
    }
  }

  /** The handler answered with bytes, which are written again once this returns. */
  answer(call: IncomingCall, bytes: Uint8Array, references: SentReferences | undefined): void {
    if (call.isOver || call.isOneWay || this.state.end !== undefined || call.cancelStatus !== 0) {
      references?.close();
      if (!call.isOver) this.fail(call, call.cancelStatus, call.cancelMessage);
      return;
    }
    const { send } = this.state;
    const flags = references === undefined ? 0 : resultReferences;
    if (bytes.length > send.chunk) {
      this.answerInPieces(call, bytes, flags, references);
      return;
    }
    const queue = queueOf(send, call.isBehindCalls);
    queue.frame(typeResult, varintSize(call.id) + 1 + bytes.length).varint(call.id).byte(flags).raw(bytes);
    if (references !== undefined) this.door.references?.add(call.key, 0, references);
    this.remove(call);
  }

  /** The call failed: its caller is told, unless it is over or has no answer. */
  fail(call: IncomingCall, status: number, message: string, detail?: Uint8Array): void {
    if (call.isOver) return;
    if (!call.isOneWay && this.state.end === undefined) {
      const isCancelled = call.cancelStatus !== 0;
      this.door.answerError(
        call.id, isCancelled ? call.cancelStatus : status, isCancelled ? call.cancelMessage : message,
        isCancelled ? undefined : detail, queueOf(this.state.send, call.isBehindCalls));
    }
    this.remove(call);
  }

  /** The call was answered, or needs no answer: it is over. */
  remove(call: IncomingCall): void {
    if (call.isOver) return;
    call.isOver = true;
    if (call.isUnreliable) {
      this.unordered.delete(call);
      this.unorderedBytes -= call.length;
    } else {
      this.calls.delete(call.id);
    }
    this.state.held -= call.held + call.kept;
    this.door.returnWindow(call.cost);
    this.settleArguments(call);
    call.taken?.release();
    if (call.tellsHandled) this.door.tellHandled(call.id);
    this.streams -= call.streams?.length ?? 0;
    for (const stream of call.streams ?? []) stream.close();
    if (call.isOneWay) {
      if (!call.isUnreliable) this.oneWay--;
      if (!call.isConcurrent) {
        call.target.oneWayFinished();
        this.wake(call.target);
      }
    }
  }

  /** Starts what may start of a target. */
  wake(target: ServedTarget): void {
    while (this.mayStart(target)) {
      const call = target.next();
      if (call === undefined) return;
      this.run(call);
    }
  }

  /** Answers have left: targets that waited for that go on. */
  resumeHeld(): void {
    if (this.heldBack.length === 0 || !this.hasRoom) return;
    const held = this.heldBack;
    this.heldBack = [];
    for (const target of held) target.isHeldBack = false;
    for (const target of held) this.wake(target);
  }

  /** How many bytes the answers hold in memory that wait. */
  private get answerBytes(): number {
    const { answers } = this.state.send;
    return this.largeAnswers + (answers.length > 0 ? answers.bytes.length : 0);
  }

  private get hasRoom(): boolean {
    return this.state.end !== undefined || this.answerBytes <= this.state.options.maxQueuedAnswerBytes / 2;
  }

  private mayStart(target: ServedTarget): boolean {
    if (this.hasRoom) return true;
    if (!target.isHeldBack) {
      target.isHeldBack = true;
      this.heldBack.push(target);
    }
    return false;
  }

  private ready(call: IncomingCall, hasPlace: boolean): void {
    call.isComplete = true;
    if (call.isConcurrent && this.hasRoom) {
      this.run(call);
      return;
    }
    if (!hasPlace && call.target.enqueue(call)) call.bytes = call.bytes.slice();
    this.wake(call.target);
  }

  private run(call: IncomingCall): void {
    this.state.work.push({ run: () => this.handlers.start(call) });
  }

  private refuseRest(call: IncomingCall, message: string): void {
    if (!call.isOneWay) {
      this.fail(call, Status.LimitExceeded, message);
      return;
    }
    this.state.report(call.method.text, new PeerError(Status.LimitExceeded, message));
    this.stop(call, Status.LimitExceeded);
    this.finishArguments(call);
  }

  /** A one-way call that no handler will see has a place in the queue: it runs out there. */
  private finishArguments(call: IncomingCall): void {
    this.state.held -= call.held;
    call.held = 0;
    call.pieces = [];
    this.ready(call, !call.isConcurrent);
  }

  /** Tells the handler, and ends its streams. */
  private stop(call: IncomingCall, status: number): void {
    if (call.cancelStatus !== 0) return;
    call.cancelStatus = status;
    this.state.work.push({ run: () => call.abort() });
    for (const stream of call.streams ?? []) stream.end(new PeerError(Status.Cancelled, "The call was cancelled."));
    call.resultStream?.stop();
  }

  /** No argument will be read any more: the peer learns which references were taken. Harmless when it was done. */
  private settleArguments(call: IncomingCall): void {
    const count = call.taken?.count ?? 0;
    if (call.settles && (count > 0 || !call.isRead)) this.state.settle(call.key, 0, count, settlePart);
    call.settles = false;
  }

  /** The call stays, and counts, until the last of its result is sent. */
  private answerInPieces(call: IncomingCall, bytes: Uint8Array, flags: number, references: SentReferences | undefined): void {
    if (this.answerBytes + bytes.length > this.state.options.maxQueuedAnswerBytes) {
      references?.close();
      this.fail(call, Status.LimitExceeded, `The result of ${call.method.text} was dropped: more answers wait to be sent than maxQueuedAnswerBytes allows.`);
      return;
    }
    this.releaseArguments(call);
    this.largeAnswers += bytes.length;
    const { send } = this.state;
    const rest = new BufferFlow(typeResult, call.id, bytes.slice(), 0, flags, quantumOf(call.priority), call.isBehindCalls ? send.calls.added : 0, (count, isLast) => {
      this.largeAnswers -= count;
      if (references !== undefined) {
        if (isLast) this.door.references?.add(call.key, 0, references);
        else if (!rest.canSend) references.close();
      }
      if (isLast) this.remove(call);
    });
    call.resultRest = rest;
    send.activate(rest);
  }
}

import type { CallOptions } from "../../contracts/call-options.js";
import { type Due, type PeerMethod, priorityNumber, type SentReferences } from "../state/index.js";
import { encodeHeaders, FrameQueue, flagDeadline, flagHeaders, flagOneWay, flagPriority, noBytes } from "../wire/index.js";
import type { CallTarget } from "./call-target.js";
import type { OutgoingCalls } from "./outgoing-calls.js";
import type { ArgumentStreams, ResultReceiver } from "./parts.js";

/** Where a call of this side is. */
export const callIdle = 0;
export const callWaiting = 1;
export const callOpen = 2;
export const callEnded = 3;

/** Who waits for a call. Exactly one of these is called, once; nothing of them may throw. */
export interface CallWaiter {
  /** The result came whole, or there is none. */
  answered(bytes: Uint8Array, call: OutgoingCall): void;

  /** It failed: with a `PeerError`, or what its caller aborted it with. */
  failed(failure: unknown): void;
}

/** One call that this side makes, until it has ended. */
export class OutgoingCall implements Due {
  id = 0;
  state = callIdle;

  /** The position in the queue of calls behind its header. */
  headerEnd = 0;

  /** The arguments, while they wait. */
  bytes: Uint8Array = noBytes;

  /** The pieces of a result so far, and how many bytes they are. */
  pieces: Uint8Array[] = [];
  piecesLength = 0;

  /** How many bytes the pieces hold of the session's budget. */
  held = 0;

  /** When its time is over. */
  deadline = 0;

  /** Whether the answer holds references. */
  hasReferences = false;

  /** The detail of an error, as it came. */
  detail: Uint8Array | undefined;

  flags: number;

  /** The fields of the header behind the target. */
  extras: Uint8Array = noBytes;

  readonly priority: number;

  /** What receives a streamed result. */
  receiver: ResultReceiver | undefined;

  /** The streamed arguments. */
  streams: ArgumentStreams | undefined;

  /** The references among the arguments, until they are sent. */
  references: SentReferences | undefined;

  /** What is left of arguments that fill more than one frame. */
  rest: { drop(): void } | undefined;

  /** What its caller may abort it by. */
  readonly signal: AbortSignal | undefined;

  constructor(
    readonly calls: OutgoingCalls,
    readonly method: PeerMethod,
    readonly target: CallTarget,
    readonly waiter: CallWaiter,
    options: CallOptions | undefined,
  ) {
    this.flags = method.isOneWay ? flagOneWay : 0;
    this.priority = options?.priority === undefined ? method.priority : priorityNumber(options.priority);
    this.signal = options?.signal;
    if (options !== undefined) this.readOptions(options);
  }

  get expectsAnswer(): boolean {
    return (this.flags & flagOneWay) === 0;
  }

  get isOpen(): boolean {
    return this.state === callWaiting || this.state === callOpen;
  }

  /** Its time is over. */
  expire(): void {
    this.calls.expire(this);
  }

  /** From now on the caller's signal gives the call up. */
  listen(): void {
    this.signal?.addEventListener("abort", this);
  }

  unlisten(): void {
    this.signal?.removeEventListener("abort", this);
  }

  /** The signal says so. */
  handleEvent(): void {
    this.calls.abort(this);
  }

  private readOptions(options: CallOptions): void {
    const headers = options.headers === undefined ? noBytes : encodeHeaders(options.headers);
    const fields = new FrameQueue(headers.length + 16);
    if (options.deadline !== undefined && options.deadline !== Infinity) {
      const left = Math.min(Math.max(1, Math.round(options.deadline * 1000)), 2 ** 50);
      if (Number.isNaN(left)) throw new RangeError(`The deadline ${options.deadline} is no number of milliseconds.`);
      this.deadline = this.calls.state.now + left / 1000;
      this.flags |= flagDeadline;
      fields.varint(left);
    }
    if (headers.length > 1) {
      this.flags |= flagHeaders;
      fields.raw(headers);
    }
    if (options.priority !== undefined) {
      this.flags |= flagPriority;
      fields.byte(this.priority);
    }
    this.extras = fields.peek();
  }
}

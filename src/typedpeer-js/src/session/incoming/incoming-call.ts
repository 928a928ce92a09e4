import type { Due, PeerMethod, TakenReferences } from "../state/index.js";
import { flagLatest, flagOneWay, noBytes } from "../wire/index.js";
import type { CallHeader } from "./call-header.js";
import type { IncomingCalls } from "./incoming-calls.js";
import type { ArgumentReceiver, ResultStream } from "./parts.js";
import type { ServedTarget } from "./served-target.js";

/** One call of the peer, until it has been answered. */
export class IncomingCall implements Due {
  /** Whether all arguments are here. */
  isComplete = false;

  /** Whether it is over. */
  isOver = false;

  /** Why the call is to stop; 0 while it is not. */
  cancelStatus = 0;

  /** When its caller stops waiting; 0 for never. */
  deadline = 0;

  /** The arguments so far. */
  bytes: Uint8Array = noBytes;
  pieces: Uint8Array[] = [];
  length = 0;

  /** The bytes of the peer's call window that it takes. */
  cost = 0;

  /** How many bytes of the session's budget the arguments hold; and the call itself. */
  held = 0;
  kept = 0;

  /** Whether the caller still waits to be told which references were taken. */
  settles = false;

  /** Whether the arguments were read to their end. */
  isRead = false;

  /** The references among the arguments. */
  taken: TakenReferences | undefined;

  /** The streamed arguments. */
  streams: readonly ArgumentReceiver[] | undefined;

  /** The streamed result. */
  resultStream: ResultStream | undefined;

  /** The rest of a result that fills more than one frame. */
  resultRest: { drop(): void } | undefined;

  /** Credit for the streamed result that came before the handler answered. */
  earlyCredit = 0;

  /** Whether the answer goes behind the calls this side makes: reports of progress are among them. */
  isBehindCalls = false;

  /** Whether it came by the lane without order. */
  isUnreliable = false;

  private controller: AbortController | undefined;

  constructor(
    readonly calls: IncomingCalls,
    readonly id: number,
    readonly flags: number,
    readonly header: CallHeader,
    readonly method: PeerMethod,
    readonly target: ServedTarget,
  ) {}

  get isOneWay(): boolean {
    return (this.flags & flagOneWay) !== 0;
  }

  get isConcurrent(): boolean {
    return this.method.description.isConcurrent === true;
  }

  /** Whether its caller is told when it is over. */
  get tellsHandled(): boolean {
    return (this.flags & flagLatest) !== 0;
  }

  /** How frames from this side name the call. */
  get key(): number {
    return this.id * 2 + 1;
  }

  get isOpen(): boolean {
    return !this.isOver;
  }

  /** The share of the channel that the answer gets. */
  get priority(): number {
    return this.header.priority ?? this.method.priority;
  }

  /** What a caller that was cancelled is told, in case it still listens. */
  get cancelMessage(): string {
    return this.cancelStatus === 2 ? `The call of ${this.method.text} took longer than its deadline allowed.` : `The call of ${this.method.text} was cancelled.`;
  }

  /** Is aborted when nobody waits for the answer any more. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.cancelStatus !== 0) this.abort();
    }
    return this.controller.signal;
  }

  /** Tells the handler. */
  abort(): void {
    this.controller?.abort(new DOMException(this.cancelMessage, this.cancelStatus === 2 ? "TimeoutError" : "AbortError"));
  }

  /** Its time is over. */
  expire(): void {
    this.calls.cancel(this, 2);
  }
}

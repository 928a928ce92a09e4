import type { IncomingCall } from "./incoming-call.js";

/** The receiving end of a streamed argument. */
export interface ArgumentReceiver {
  /** Whether its producer has said that nothing more will come. */
  readonly isFinished: boolean;

  /** Takes data. False when the producer went past its credit. */
  receive(data: Uint8Array): boolean;

  /** The producer said that this was the last; with a failure where it failed. */
  finish(failure: unknown): void;

  /** Nobody will put anything into it any more. */
  end(failure: unknown): void;

  /** The call has ended, and with it what its handler was given. */
  close(): void;
}

/** The sending end of a streamed result. */
export interface ResultStream {
  /** The caller grants credit. */
  grant(bytes: number): void;

  /** Nobody wants more. */
  stop(): void;
}


/** What answers calls with streams, and gives streamed arguments to handlers. */
export interface StreamAnswers {
  /** The handler returned the items of a streamed result. */
  answer(call: IncomingCall, items: unknown): void;

  /** What a handler gets for a streamed argument, by its place among them. */
  argument(call: IncomingCall, index: number): unknown;
}

import type { PeerMethod } from "../state/index.js";
import type { CallTarget } from "./call-target.js";
import type { OutgoingCall } from "./outgoing-call.js";
import type { Caller } from "./remote.js";

/** The receiving end of a streamed result. */
export interface ResultReceiver {
  /** Why nothing more will be put into it, where that is so; it ends the call. */
  readonly overflow: string | undefined;

  /** Sets the call, as frames from this side name it, once it has an identifier. */
  bind(call: number): void;

  /** Takes data. False when the producer went past its credit. */
  receive(data: Uint8Array): boolean;
}

/** The streamed arguments of a call. */
export interface ArgumentStreams {
  /** What the items of one failed with, if they did. */
  readonly failure: unknown;

  /** The call was sent: the streams follow. */
  start(call: number, notBefore: number, priority: number): void;

  /** The peer grants credit for a stream. */
  grant(index: number, bytes: number): void;

  /** Nobody wants more of a stream. */
  stop(index: number): void;

  /** Nobody wants more of any. */
  stopAll(): void;
}

/** The attempts at one call, which is made again where that is safe. */
export interface CallAttempts {
  /** Makes the call as often as it takes: `attempt` gets what its caller gave, and the time that is left. */
  run(attempt: (...values: readonly unknown[]) => unknown): Promise<unknown>;

  /** Nobody wants it any more. */
  leave(): void;
}

/** What makes calls with streams. */
export interface StreamCalls {
  /** Calls a method that answers with a stream. */
  call(caller: Caller, target: CallTarget, method: PeerMethod, values: readonly unknown[]): unknown;

  /** Takes the streamed arguments of a call. */
  give(caller: Caller, call: OutgoingCall, values: readonly unknown[]): ArgumentStreams;

  /** A stream that is begun again as often as it takes, until it has given an item. */
  repeat(call: (...values: readonly unknown[]) => unknown, values: readonly unknown[], begin: () => CallAttempts): unknown;
}

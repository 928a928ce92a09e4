/** The share of the channel a call and its answer take among others. */
export type CallPriority = "normal" | "high" | "low";

/** What a caller may say of one call, behind its arguments. */
export interface CallOptions {
  /** Cancels the call, and asks the handler to stop. */
  readonly signal?: AbortSignal | undefined;

  /** How many milliseconds the call may take, the way there and back included. */
  readonly deadline?: number | undefined;

  /** Names and values that the handler sees beside its arguments: at most 64, and 8 KiB together. */
  readonly headers?: Readonly<Record<string, string>> | undefined;

  /** The share of the channel; without it that of the method. */
  readonly priority?: CallPriority | undefined;
}

/** What a handler is told of the call it serves, behind its arguments. */
export interface CallContext {
  /** Is aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;

  /** Who the peer is, as the session's authorisation returned it. */
  readonly identity: unknown;

  /** What the caller said beside its arguments. */
  readonly headers: ReadonlyMap<string, string>;

  /** How many milliseconds the caller still waits; absent where it set no limit. What is called on its behalf may take as long: `{ deadline: context.timeLeft }`. */
  readonly timeLeft: number | undefined;
}

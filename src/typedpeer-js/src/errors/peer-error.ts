import * as Status from "./status.js";

/** How a call or a session ended, as a code that means the same on every version and platform. The numbers travel on the wire; numbers nobody knows are kept as they are. */
export const PeerStatus = {
  Ok: Status.Ok,
  /** The caller gave the call up. */
  Cancelled: Status.Cancelled,
  /** The call took longer than its deadline allowed. */
  DeadlineExceeded: Status.DeadlineExceeded,
  /** The peer does not serve the contract, the instance or the method, or serves it with another shape. */
  Unimplemented: Status.Unimplemented,
  /** The arguments or the result were not valid bytes of the contract. */
  InvalidData: Status.InvalidData,
  /** The handler failed in a way it did not announce; the details stay on its side. */
  HandlerFailed: Status.HandlerFailed,
  /** A limit was reached, here or there. */
  LimitExceeded: Status.LimitExceeded,
  /** The caller may not do this. */
  PermissionDenied: Status.PermissionDenied,
  /** The session is ending and takes no new calls. */
  Unavailable: Status.Unavailable,
  /** The connection is gone. */
  ConnectionLost: Status.ConnectionLost,
  /** The peer broke the protocol. */
  ProtocolError: Status.ProtocolError,
  /** The operation is not possible in the state things are in. */
  FailedPrecondition: Status.FailedPrecondition,
  /** What was asked for does not exist. */
  NotFound: Status.NotFound,
  /** An error the application defines; the message and the detail say which. */
  Application: Status.Application,
  /** The call is for users who said who they are, and the caller did not. */
  Unauthenticated: Status.Unauthenticated,
} as const;
export type PeerStatus = (typeof PeerStatus)[keyof typeof PeerStatus];

/**
 * What is known about the handler of a call that failed. `answered`: the handler answered, or the peer refused the call by name. `not-sent`: the call never reached a handler, and making it again is safe.
 * `may-have-executed`: it was sent and its answer never came.
 */
export type PeerCallFate = "answered" | "not-sent" | "may-have-executed";

/** What a failed call is rejected with, and what a handler throws to announce an error: status, message and detail then reach the caller as they are. */
export class PeerError extends Error {
  override readonly name: string = "PeerError";

  /** How the call ended. */
  readonly status: PeerStatus;

  /** What is known about the handler. */
  readonly fate: PeerCallFate;

  /** What a handler added, of a type that its contract declares. */
  readonly detail: unknown;

  constructor(status: PeerStatus, message: string, more: { fate?: PeerCallFate; detail?: unknown; cause?: unknown } = {}) {
    super(message, "cause" in more ? { cause: more.cause } : undefined);
    this.status = status;
    this.fate = more.fate ?? "answered";
    this.detail = more.detail;
  }
}

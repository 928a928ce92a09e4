// The numbers of PeerStatus, one by one: a bundler puts each where it is used.
export const Ok = 0;
/** The caller gave the call up. */
export const Cancelled = 1;
/** The call took longer than its deadline allowed. */
export const DeadlineExceeded = 2;
/** The peer does not serve the contract, the instance or the method, or serves it with another shape. */
export const Unimplemented = 3;
/** The arguments or the result were not valid bytes of the contract. */
export const InvalidData = 4;
/** The handler failed in a way it did not announce; the details stay on its side. */
export const HandlerFailed = 5;
/** A limit was reached, here or there. */
export const LimitExceeded = 6;
/** The caller may not do this. */
export const PermissionDenied = 7;
/** The session is ending and takes no new calls. */
export const Unavailable = 8;
/** The connection is gone. */
export const ConnectionLost = 9;
/** The peer broke the protocol. */
export const ProtocolError = 10;
/** The operation is not possible in the state things are in. */
export const FailedPrecondition = 11;
/** What was asked for does not exist. */
export const NotFound = 12;
/** An error the application defines; the message and the detail say which. */
export const Application = 13;
/** The call is for users who said who they are, and the caller did not. */
export const Unauthenticated = 14;

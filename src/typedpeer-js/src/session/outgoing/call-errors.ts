import type { ErrorDetail } from "../../contracts/error-detail.js";
import type { PeerContract } from "../../contracts/peer-contract.js";
import { PeerError, type PeerStatus } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import type { SessionState } from "../state/index.js";
import type { OutgoingCall } from "./outgoing-call.js";

/** Errors that calls of this side ended with: what a third party said is no announcement of a handler that passes it on. */
const ofCalls = new WeakSet<object>();

/** Whether an error is one that a call of some session ended with. */
export const isOfCall = (error: object): boolean => ofCalls.has(error);

/** Notes that an error is what a call ended with. */
export function ofCall<T>(failure: T): T {
  if (failure instanceof PeerError) ofCalls.add(failure);
  return failure;
}

/** All types of details that a contract, or one it inherits from, declares. */
export const detailsOf = (contract: PeerContract<unknown>): readonly ErrorDetail<unknown>[] => [contract, ...contract.bases].flatMap((one) => one.errors);

/** What a call is rejected with that failed at the peer; with the detail, where the contract declares its type and it can be read. */
export function errorOf(call: OutgoingCall, status: number, message: string, bytes: Uint8Array, state: SessionState): PeerError {
  const text = status === Status.Unimplemented ? `The peer does not serve ${call.method.text}${message === "" ? "" : `: ${message}`}` : message;
  return new PeerError((status === Status.Ok ? Status.HandlerFailed : status) as PeerStatus, text, { detail: readDetail(call, bytes, state), cause: call.streams?.failure });
}

function readDetail(call: OutgoingCall, bytes: Uint8Array, state: SessionState): unknown {
  if (bytes.length < 8) return undefined;
  const id = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const declared = detailsOf(call.target.contract).find((detail) => detail.id === id);
  if (declared === undefined) return undefined;
  const read = state.decode(bytes.subarray(8), (reader) => declared.codec.read(reader));
  if (!("failure" in read)) return read.value;
  state.report(`The detail of an error of ${call.method.text}`, read.failure);
  return undefined;
}

import { errorOf, type OutgoingCall } from "../outgoing/index.js";
import {
  type FrameReader, ProtocolError, resultMore, resultReferences, settleCall, settlePart, typeArguments, typeCall, typeCallCredit, typeCancel, typeCredit, typeData, typeDataEnd, typeError, typeHandled,
  typeRelease, typeResult, typeSettle, typeStreamStop,
} from "../wire/index.js";
import type { SessionCore } from "./session-core.js";

/** What names a call, and whose it is, is below this. */
export const keyBelow = 2 ** 53;

/** Reads the frames that are about calls, and hands them to the side they are about (docs/protocol.md, "Frames"). False for frames of another kind. */
export function dispatchCallFrame(core: SessionCore, reader: FrameReader): boolean {
  const { type } = reader;
  if (type === typeCallCredit) core.state.send.callCredit += reader.varint(2 ** 61);
  else if (type === typeCall) core.door.onCall(reader);
  else if (type === typeResult) onResult(core, reader);
  else if (type === typeError) onError(core, reader);
  else if (type === typeHandled || type === typeRelease || type === typeSettle) readUnexpected(core, reader);
  else return core.readLasting(core, reader);
  return true;
}

/** Reads the frames about calls of the peer that were refused, and about streams that this side's calls do not have: where no part brings them. */
export function skipLasting(core: SessionCore, reader: FrameReader): boolean {
  const { type } = reader;
  if (type === typeArguments || type === typeCancel) {
    core.door.check(reader.varint());
    return true;
  }
  if (type < typeData || type > typeStreamStop) return false;
  const key = reader.varint(keyBelow);
  const index = reader.varint();
  const id = Math.floor(key / 2);
  if (key % 2 === 0) {
    core.door.check(id);
  } else if (core.outgoing.find(id) !== undefined && type !== typeCredit) {
    throw new ProtocolError("a frame for a stream the call does not have");
  } else if (type === typeDataEnd && index === 0) {
    core.outgoing.close(id, undefined);
  }
  return true;
}

/** Frames about what this side never did, where no part reads them. */
function readUnexpected(core: SessionCore, reader: FrameReader): void {
  if (core.parts.some((part) => part.read?.(reader))) return;
  if (reader.type === typeHandled) {
    core.outgoing.find(reader.varint());
  } else if (reader.type === typeRelease) {
    throw new ProtocolError("RELEASE of a reference that was never shared");
  } else {
    const key = reader.varint();
    const id = Math.floor(key / 2);
    const call = key % 2 === 1 ? core.outgoing.find(id) : undefined;
    if (key % 2 === 0) core.door.check(id);
    const part = reader.varint();
    if (reader.varint() !== 0) throw new ProtocolError("SETTLE of references that were not sent, or were given back");
    stopSettled(call, part, reader.varint(3));
  }
}

/** Nothing more is taken of what is settled: its producer need not go on. */
export function stopSettled(call: OutgoingCall | undefined, part: number, end: number): void {
  if (end === settleCall) call?.streams?.stopAll();
  else if (end === settlePart) call?.streams?.stop(part);
}

function onResult(core: SessionCore, reader: FrameReader): void {
  const id = reader.varint();
  const flags = reader.varint(4);
  core.outgoing.onResult(id, (flags & resultMore) === 0, flags === resultReferences, reader.rest());
}

function onError(core: SessionCore, reader: FrameReader): void {
  const id = reader.varint();
  const status = reader.varint(2 ** 31);
  const message = reader.text();
  const call = core.outgoing.find(id);
  core.outgoing.close(id, call, () => core.outgoing.reject(call!, errorOf(call!, status, message, reader.rest(), core.state)));
}

import { PeerError, PeerStatus } from "../../errors/peer-error.js";
import type { IncomingCall } from "../incoming/index.js";
import { errorOf, type OutgoingCall } from "../outgoing/index.js";
import {
  cleanText, type FrameReader, ProtocolError, resultMore, resultReferences, settleCall, settlePart, typeArguments, typeCall, typeCallCredit, typeCancel, typeCredit, typeData, typeDataEnd, typeError,
  typeHandled, typeRelease, typeResult, typeSettle, typeStreamError, typeStreamStop,
} from "../wire/index.js";
import type { SessionCore } from "./session-core.js";

const keyBelow = 2 ** 53;

/** Reads the frames that are about calls and streams, and hands them to the side they are about (docs/protocol.md, "Frames"). False for frames of another kind. */
export function dispatchCallFrame(core: SessionCore, reader: FrameReader): boolean {
  switch (reader.type) {
    case typeCallCredit:
      core.state.send.callCredit += reader.varint(2 ** 61);
      return true;
    case typeCall:
      core.admission.onCall(reader);
      return true;
    case typeArguments:
      core.incoming.onArguments(reader.varint(), reader.varint(2) === 0, reader.rest());
      return true;
    case typeCancel:
      onCancel(core, reader);
      return true;
    case typeResult:
      onResult(core, reader);
      return true;
    case typeError:
      onError(core, reader);
      return true;
    case typeData:
    case typeDataEnd:
      onData(core, reader);
      return true;
    case typeStreamError:
      onStreamError(core, reader);
      return true;
    case typeCredit:
      onCredit(core, reader);
      return true;
    case typeStreamStop:
      onStreamStop(core, reader);
      return true;
    default:
      return (reader.type === typeHandled || reader.type === typeRelease || reader.type === typeSettle) && readUnexpected(core, reader);
  }
}

/** Frames about what this side never did, where no part reads them. */
function readUnexpected(core: SessionCore, reader: FrameReader): boolean {
  if (core.parts.some((part) => part.read?.(reader))) return true;
  if (reader.type === typeHandled) {
    core.outgoing.find(reader.varint());
  } else if (reader.type === typeRelease) {
    throw new ProtocolError("RELEASE of a reference that was never shared");
  } else {
    const key = reader.varint();
    const id = Math.floor(key / 2);
    const call = key % 2 === 1 ? core.outgoing.find(id) : undefined;
    if (key % 2 === 0) core.incoming.find(id);
    const part = reader.varint();
    if (reader.varint() !== 0) throw new ProtocolError("SETTLE of references that were not sent, or were given back");
    stopSettled(call, part, reader.varint(3));
  }
  return true;
}

/** Nothing more is taken of what is settled: its producer need not go on. */
export function stopSettled(call: OutgoingCall | undefined, part: number, end: number): void {
  if (end === settleCall) call?.streams?.stopAll();
  else if (end === settlePart) call?.streams?.stop(part);
}

function onCancel(core: SessionCore, reader: FrameReader): void {
  const call = core.incoming.find(reader.varint());
  const status = reader.varint(2 ** 31);
  if (call !== undefined) core.incoming.cancel(call, status === PeerStatus.DeadlineExceeded ? status : PeerStatus.Cancelled);
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
  core.outgoing.close(id, call, () => {
    call!.waiter.failed(errorOf(call!, status, message, reader.rest(), core.state));
  });
}

function onData(core: SessionCore, reader: FrameReader): void {
  const isLast = reader.type === typeDataEnd;
  const key = reader.varint(keyBelow);
  const index = reader.varint();
  const id = Math.floor(key / 2);
  // The lowest bit tells whose call it is: set when the sender of the frame answers it.
  if (key % 2 === 0) {
    const call = core.incoming.find(id);
    if (call === undefined) return;
    const stream = core.incoming.findStream(call, index);
    if (!stream.receive(reader.rest())) throw new ProtocolError("DATA past the credit of its stream");
    if (isLast) stream.finish(undefined);
    return;
  }
  const call = core.outgoing.find(id);
  if (index !== 0) throw new ProtocolError("DATA for a stream that this side sends");
  if (call === undefined) {
    if (isLast) core.outgoing.close(id, call, () => undefined);
    return;
  }
  if (call.receiver === undefined) throw new ProtocolError("DATA for a call that answers without a stream");
  if (!call.receiver.receive(reader.rest())) throw new ProtocolError("DATA past the credit of its stream");
  if (isLast) core.outgoing.close(id, call, () => call.waiter.answered(reader.rest().subarray(0, 0), call));
  else if (call.receiver.overflow !== undefined) core.outgoing.abandon(call, call.receiver.overflow);
}

function onStreamError(core: SessionCore, reader: FrameReader): void {
  const key = reader.varint(keyBelow);
  const index = reader.varint();
  const status = reader.varint(2 ** 31);
  const message = reader.text();
  if (key % 2 === 1) throw new ProtocolError("STREAM-ERROR for a result, which ends with ERROR");
  const call = core.incoming.find(key / 2);
  if (call !== undefined) core.incoming.findStream(call, index).finish(new PeerError((status === 0 ? PeerStatus.HandlerFailed : status) as PeerStatus, cleanText(message)));
}

function onCredit(core: SessionCore, reader: FrameReader): void {
  const key = reader.varint(keyBelow);
  const index = reader.varint();
  const bytes = reader.varint(2 ** 61);
  const id = Math.floor(key / 2);
  if (key % 2 === 1) {
    core.outgoing.find(id)?.streams?.grant(index, bytes);
    return;
  }
  const call: IncomingCall | undefined = core.incoming.find(id);
  if (call === undefined) return;
  if (index !== 0) throw new ProtocolError("CREDIT for a stream that this side receives");
  if (call.resultStream !== undefined) call.resultStream.grant(bytes);
  else call.earlyCredit += bytes;
}

function onStreamStop(core: SessionCore, reader: FrameReader): void {
  const key = reader.varint(keyBelow);
  const index = reader.varint();
  if (key % 2 === 0) throw new ProtocolError("STREAM-STOP for a result, which ends with CANCEL");
  core.outgoing.find(Math.floor(key / 2))?.streams?.stop(index);
}

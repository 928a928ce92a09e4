import { PeerError, type PeerStatus } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import type { IncomingCall } from "../incoming/index.js";
import { cleanText, type FrameReader, ProtocolError, typeArguments, typeCancel, typeCredit, typeData, typeDataEnd, typeStreamError, typeStreamStop } from "../wire/index.js";
import { keyBelow } from "./call-frames.js";
import type { SessionCore } from "./session-core.js";

/** Reads the frames about streams and about calls of the peer that are under way; there where streams are imported, or anything is served. False for frames of another kind. */
export function readLasting(core: SessionCore, reader: FrameReader): boolean {
  switch (reader.type) {
    case typeArguments:
      onArguments(core, reader);
      return true;
    case typeCancel:
      onCancel(core, reader);
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
      return false;
  }
}

/** The peer's call with an identifier of a frame; undefined for one that was refused, or is over. */
function findIncoming(core: SessionCore, id: number): IncomingCall | undefined {
  core.door.check(id);
  return core.incoming?.find(id);
}

function onArguments(core: SessionCore, reader: FrameReader): void {
  const call = findIncoming(core, reader.varint());
  const isLast = reader.varint(2) === 0;
  if (call !== undefined) call.calls.onArguments(call, isLast, reader.rest());
}

function onCancel(core: SessionCore, reader: FrameReader): void {
  const call = findIncoming(core, reader.varint());
  const status = reader.varint(2 ** 31);
  if (call !== undefined) call.calls.cancel(call, status === Status.DeadlineExceeded ? status : Status.Cancelled);
}

function onData(core: SessionCore, reader: FrameReader): void {
  const isLast = reader.type === typeDataEnd;
  const key = reader.varint(keyBelow);
  const index = reader.varint();
  const id = Math.floor(key / 2);
  // The lowest bit tells whose call it is: set when the sender of the frame answers it.
  if (key % 2 === 0) {
    const call = findIncoming(core, id);
    if (call === undefined) return;
    const stream = call.calls.findStream(call, index);
    if (!stream.receive(reader.rest())) throw new ProtocolError("DATA past the credit of its stream");
    if (isLast) stream.finish(undefined);
    return;
  }
  const call = core.outgoing.find(id);
  if (call === undefined) {
    if (isLast && index === 0) core.outgoing.close(id, call);
    return;
  }
  if (index !== 0) throw new ProtocolError("DATA for a stream that this side sends");
  if (call.receiver === undefined) throw new ProtocolError("DATA for a call that answers without a stream");
  if (!call.receiver.receive(reader.rest())) throw new ProtocolError("DATA past the credit of its stream");
  if (isLast) core.outgoing.close(id, call, () => core.outgoing.answer(call));
  else if (call.receiver.overflow !== undefined) core.outgoing.abandon(call, call.receiver.overflow);
}

function onStreamError(core: SessionCore, reader: FrameReader): void {
  const key = reader.varint(keyBelow);
  const index = reader.varint();
  const status = reader.varint(2 ** 31);
  const message = reader.text();
  if (key % 2 === 1) throw new ProtocolError("STREAM-ERROR for a result, which ends with ERROR");
  const call = findIncoming(core, key / 2);
  if (call !== undefined) call.calls.findStream(call, index).finish(new PeerError((status === 0 ? Status.HandlerFailed : status) as PeerStatus, cleanText(message)));
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
  const call: IncomingCall | undefined = findIncoming(core, id);
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

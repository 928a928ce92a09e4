import { PeerError, type PeerStatus } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import type { SentReferences, SessionState } from "../state/index.js";
import {
  encodeTruncated, type FrameQueue, type FrameReader, flagLatest, flagOneWay, flagSettle, flagsKnown, ProtocolError, settleCall, typeCallCredit, typeError, typeHandled, varintSize,
} from "../wire/index.js";
import type { IncomingCall } from "./incoming-call.js";
import type { ArgumentReceiver, StreamAnswers } from "./parts.js";
import type { ServedMethod } from "./served.js";

/** Objects that were handed out, and who answers for them. */
export interface SharedObjects {
  find(reference: number, method: bigint): ServedMethod | undefined;
}

/** Takes note of references that leave with a result. */
export interface SentInResults {
  add(call: number, part: number, references: SentReferences): void;
}

/** Where the peer's calls come in: counts them and what they may weigh, and refuses each as long as nothing is served. */
export class CallDoor {
  /** The largest identifier of a call that came. */
  lastId = 0;

  /** Takes a call that may be one of something served; set by what serves. */
  admit: ((reader: FrameReader, id: number, flags: number, method: bigint) => void) | undefined;

  // What the parts of the protocol do for the peer's calls; each sets its own.
  streams: StreamAnswers | undefined;
  makeReceivers: (call: IncomingCall) => ArgumentReceiver[] = () => [];
  objects: SharedObjects | undefined;
  references: SentInResults | undefined;

  private windowLeft: number;
  private windowOwed = 0;

  constructor(readonly state: SessionState) {
    this.windowLeft = state.options.callWindowBytes;
  }

  /** A CALL frame came. */
  onCall(reader: FrameReader): void {
    const id = reader.varint(2 ** 52);
    const flags = reader.varint();
    const method = reader.u64();
    if (id <= this.lastId) throw new ProtocolError("CALL uses an identifier again");
    this.lastId = id;
    this.windowLeft -= reader.size;
    if (this.windowLeft < 0) throw new ProtocolError("CALL past the call window");
    if (flags > flagsKnown) this.refuseCall(reader, id, flags % 256, Status.Unimplemented, "The call needs a feature this side does not have.");
    else if (this.admit === undefined) this.refuseCall(reader, id, flags, Status.Unimplemented, "");
    else this.admit(reader, id, flags, method);
  }

  /** Makes sure that a frame is for a call that came. */
  check(id: number): void {
    if (id > this.lastId) throw new ProtocolError("a frame for a call that was never made");
  }

  /** So many bytes of CALL frames are taken care of: the peer may send as much again. */
  returnWindow(bytes: number): void {
    this.windowOwed += bytes;
    if (this.windowOwed >= this.state.options.callWindowBytes / 2 && this.state.end === undefined) {
      this.windowLeft += this.windowOwed;
      this.state.send.control.frame(typeCallCredit, varintSize(this.windowOwed)).varint(this.windowOwed);
      this.windowOwed = 0;
    }
  }

  /** Does not take a call. */
  refuseCall(reader: FrameReader, id: number, flags: number, status: PeerStatus, message: string, known?: string): void {
    this.returnWindow(reader.size);
    if (flags & flagLatest) this.tellHandled(id);
    if (flags & flagSettle) this.state.settle(id * 2 + 1, 0, 0, settleCall);
    if (!(flags & flagOneWay)) this.answerError(id, status, message);
    else this.state.report(known ?? "A one-way call for nobody here", new PeerError(status, message));
  }

  /** A one-way call is over: its caller is told where it waits for that. */
  tellHandled(id: number): void {
    if (this.state.end === undefined) this.state.send.control.frame(typeHandled, varintSize(id)).varint(id);
  }

  /** Answers with an error. */
  answerError(id: number, status: number, message: string, detail: Uint8Array = new Uint8Array(0), queue: FrameQueue = this.state.send.answers): void {
    const { chunk } = this.state.send;
    const bytes = detail.length > chunk / 2 ? detail.subarray(0, 0) : detail;
    const text = encodeTruncated(message, Math.max(0, chunk - bytes.length - 48));
    queue
      .frame(typeError, varintSize(id) + varintSize(status) + varintSize(text.length) + text.length + bytes.length)
      .varint(id).varint(status).sized(text).raw(bytes);
  }
}

import type { PeerStatus } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import type { PeerMethod, SessionState } from "../state/index.js";
import { type FrameReader, flagMore, flagOneWay, flagSettle, ProtocolError } from "../wire/index.js";
import { type CallHeader, readCallHeader } from "./call-header.js";
import type { CallDoor } from "./door.js";
import { IncomingCall } from "./incoming-call.js";
import type { IncomingCalls } from "./incoming-calls.js";
import type { ServedContracts, ServedMethod } from "./served.js";

/** What a call takes in memory beside its arguments, in bytes, and each of its streams and headers. */
const callOverhead = 640;
const streamOverhead = 320;
const headerOverhead = 128;

/** Whether a call that comes is taken: the limits it counts against, and whom it is for. */
export class Admission {
  private readonly state: SessionState;

  constructor(
    private readonly door: CallDoor,
    private readonly served: ServedContracts,
    private readonly calls: IncomingCalls,
  ) {
    this.state = door.state;
  }

  /** A CALL frame came, of a form that this side knows. */
  admit(reader: FrameReader, id: number, flags: number, method: bigint): void {
    const { maxConcurrentCalls } = this.state.options;
    if (!(flags & flagOneWay) && this.calls.answered >= maxConcurrentCalls) throw new ProtocolError(`CALL beyond the limit of ${maxConcurrentCalls} at once`);
    this.take(reader, id, flags, method, readCallHeader(reader, flags));
  }

  private take(reader: FrameReader, id: number, flags: number, method: bigint, header: CallHeader): void {
    const { calls, state } = this;
    if (state.isStopping) {
      this.refuse(reader, id, flags, Status.Unavailable, "The session is ending.");
      return;
    }
    const found = header.reference === 0 ? this.served.find(header.name, header.contract, method) : (this.door.objects?.find(header.reference, method) ?? "");
    if (typeof found === "string" || found.method.isOneWay !== ((flags & flagOneWay) !== 0)) {
      if (header.reference !== 0) this.refuse(reader, id, flags, Status.NotFound, "The object was released, or lacks the method.");
      else this.refuse(reader, id, flags, Status.Unimplemented, typeof found === "string" ? found : "");
      return;
    }
    if (calls.streams + found.method.streams.length > state.options.maxConcurrentStreams) {
      const message = `${found.method.text} was refused: More than ${state.options.maxConcurrentStreams} streamed arguments at once (maxConcurrentStreams).`;
      this.refuse(reader, id, flags, Status.LimitExceeded, message, found.method);
      return;
    }
    const call = this.make(id, flags, header, found, reader);
    if (call === undefined) {
      const message = `${found.method.text} was refused. The session holds as many bytes of the peer's calls as maxReceiveBytes allows.`;
      this.refuse(reader, id, flags, Status.LimitExceeded, message, found.method);
      return;
    }
    calls.add(call, reader.rest(), (flags & flagMore) === 0);
  }

  /** Makes a call that is taken. Nothing where the session holds too much for that. */
  private make(id: number, flags: number, header: CallHeader, found: ServedMethod, reader: FrameReader): IncomingCall | undefined {
    const { calls, state } = this;
    let kept = callOverhead + found.method.streams.length * streamOverhead;
    for (const [name, value] of header.headers) kept += headerOverhead + 2 * (name.length + value.length);
    if (!state.tryHold(reader.left + kept)) return undefined;
    const call = new IncomingCall(calls, id, flags, header, found.method, found.target);
    call.cost = reader.size;
    call.held = reader.left;
    call.kept = kept;
    call.settles = (flags & flagSettle) !== 0;
    if (header.remaining > 0) call.deadline = state.now + header.remaining;
    if (found.method.streams.length > 0) {
      call.streams = this.door.makeReceivers(call);
      calls.streams += call.streams.length;
    }
    return call;
  }

  private refuse(reader: FrameReader, id: number, flags: number, status: PeerStatus, message: string, known?: PeerMethod): void {
    this.door.refuseCall(reader, id, flags, status, message, known?.text);
  }
}

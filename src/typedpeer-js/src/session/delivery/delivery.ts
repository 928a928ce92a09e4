import type { CorePart } from "../core/index.js";
import type { PeerSession, SessionPart } from "../driving/index.js";
import type { DeliveryClasses, OutgoingCall } from "../outgoing/index.js";
import { type FrameReader, typeHandled, typeUnreliable } from "../wire/index.js";
import { LatestCalls } from "./latest.js";
import { UnreliableCalls } from "./unreliable.js";

/** Calls of which only the newest counts, and calls that may be lost. Emitted contracts that have any name it. */
export const delivery: SessionPart = {
  part: "delivery",
  join(session) {
    const classes = new Delivery(session);
    session.core.outgoing.classes = classes;
    session.core.parts.push(classes);
  },
};

class Delivery implements DeliveryClasses, CorePart {
  private readonly latest: LatestCalls;
  private readonly unreliable: UnreliableCalls;

  constructor(private readonly session: PeerSession) {
    this.latest = new LatestCalls(session.core.outgoing);
    this.unreliable = new UnreliableCalls(session);
  }

  get bytes(): number {
    return this.latest.bytes;
  }

  tryTake(call: OutgoingCall, bytes: Uint8Array): boolean {
    if (this.unreliable.trySend(call, bytes)) {
      this.session.core.outgoing.answer(call);
      return true;
    }
    if (!isLatest(call)) return false;
    this.latest.take(call);
    return true;
  }

  beginning(call: OutgoingCall): void {
    if (isLatest(call)) this.latest.begin(call);
  }

  left(call: OutgoingCall): void {
    if (isLatest(call)) this.latest.left(call);
  }

  endWaiting(end: (call: OutgoingCall) => void): void {
    for (const call of this.latest.parkedCalls) end(call);
  }

  opening(): void {
    this.unreliable.opening();
  }

  connected(): void {
    this.unreliable.connected();
  }

  read(reader: FrameReader): boolean {
    if (reader.type !== typeHandled) return false;
    this.latest.onHandled(reader.varint());
    return true;
  }

  readDatagram(reader: FrameReader): boolean {
    if (reader.type !== typeUnreliable) return false;
    this.unreliable.onCall(reader);
    return true;
  }
}

const isLatest = ({ method }: OutgoingCall): boolean => method.isOneWay && method.description.isLatestWins === true;

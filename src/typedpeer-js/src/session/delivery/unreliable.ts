import type { PeerSession } from "../driving/index.js";
import { IncomingCall, readCallHeader } from "../incoming/index.js";
import type { OutgoingCall } from "../outgoing/index.js";
import {
  featureUnreliable, flagHeaders, flagOneWay, flagPriority, flagTarget, FrameQueue, type FrameReader, typeUnreliable, varintSize,
} from "../wire/index.js";

/** Calls that may be lost, on the lane for datagrams beside the channel. */
export class UnreliableCalls {
  /** How many calls left by the lane, and how many that came were dropped. */
  sent = 0;
  dropped = 0;

  private lastId = 0;

  constructor(private readonly session: PeerSession) {}

  /** Makes the lane where this side serves calls for it, and says so. */
  opening(): void {
    const { core, channel } = this.session;
    if (core.served?.hasUnreliable === true && channel.openLane()) core.state.handshake.ownFeatures |= featureUnreliable;
  }

  connected(): void {
    const { core, channel } = this.session;
    if (core.state.handshake.peerFeatures & featureUnreliable) channel.openLane();
  }

  /** Sends a call by the lane. False when it goes in order with all others. */
  trySend(call: OutgoingCall, bytes: Uint8Array): boolean {
    const { core, channel } = this.session;
    const { handshake } = core.state;
    const { method } = call;
    // A session that waits for another channel has no lane any more.
    if (core.delivery?.isSuspended === true || method.description.isUnreliable !== true || !method.isOneWay || call.references !== undefined || !handshake.isDone || !(handshake.peerFeatures & featureUnreliable)) return false;
    const target = call.target.encode(method, handshake.peerFeatures);
    // Of a call without order nobody keeps the time.
    const flags = (call.flags & ~flagOneWay) | (target.length > 0 ? flagTarget : 0);
    const size = varintSize(flags) + 8 + target.length + call.extras.length + bytes.length;
    if (size + 4 > channel.maxDatagramSize || (flags & ~(flagTarget | flagHeaders | flagPriority)) !== 0) return false;
    const frame = new FrameQueue(size + 8).frame(typeUnreliable, size).varint(flags).u64(method.description.id).raw(target).raw(call.extras).raw(bytes);
    channel.sendDatagram(frame.peek());
    this.sent++;
    return true;
  }

  /** Takes one call. What cannot be handled is dropped. */
  onCall(reader: FrameReader): void {
    const { core } = this.session;
    const { state, incoming, served, door } = core;
    // Nothing is served, and no lane was announced.
    if (incoming === undefined || served === undefined) return;
    const flags = reader.varint();
    const method = reader.u64();
    const header = (flags & ~(flagTarget | flagHeaders | flagPriority)) === 0 ? readCallHeader(reader, flags) : undefined;
    const found = header === undefined ? "" : header.reference === 0 ? served.find(header.name, header.contract, method) : (door.objects?.find(header.reference, method) ?? "");
    const isTooMuch = incoming.unorderedBytes + reader.left > state.options.unreliableWindowBytes;
    if (typeof found === "string" || found.method.description.isUnreliable !== true || isTooMuch || state.isStopping || !state.tryHold(reader.left)) {
      this.dropped++;
      return;
    }
    const call = new IncomingCall(incoming, ++this.lastId, flagOneWay, header!, found.method, found.target);
    call.isUnreliable = true;
    call.held = reader.left;
    incoming.add(call, reader.rest(), true);
  }
}

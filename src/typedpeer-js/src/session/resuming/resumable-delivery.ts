import * as Status from "../../errors/status.js";
import type { CorePart, Delivery, SessionCore } from "../core/index.js";
import type { PeerSessionEnd } from "../state/index.js";
import {
  featureResume, FrameQueue, FrameReader, ProtocolError, typeAck, typeContinue, typePart, typePing, typePong, typeResumeKey, typeResumeRefused, typeSuspend, varintSize,
} from "../wire/index.js";
import { KeptMessages } from "./kept-messages.js";
import { keySize, SessionKey } from "./key.js";

/** The longest message that may come in parts, and that counts. */
export const maxCounted = 64 * 1024;

/** So many bytes that came are acknowledged by themselves: half of what the peer keeps at least; each `send` holds a page up. And with whatever leaves. */
const ackAlone = 128 * 1024;
const ackAlong = 16 * 1024;

/** What each message costs whoever keeps it beside its bytes. */
const messageCost = 4;

/** What may be kept beyond the bound, of frames that the peer brings about. */
const maxBeyond = 1024 * 1024;

/**
 * How messages of a session that may change its channel come exactly once, in order: counts them on both ways, keeps those of this side that are not
 * acknowledged, and acknowledges the peer's (docs/protocol.md, "Resume").
 */
export class ResumableDelivery implements Delivery, CorePart {
  readonly reserve = 12;

  /** Whether there is no channel. */
  isSuspended = false;

  /** When the session does not wait for another channel any longer. */
  private resumeBy = Infinity;

  /** When the peer's acknowledgement of the last words is not waited for any longer. */
  private lastWordBy = Infinity;

  /** How long the peer waits that has suspended the session, and comes back by itself; Infinity for one that has not. */
  private peersPatience = Infinity;

  /** How many messages of the peer's came. */
  received = 0;

  /** The key; absent before the peer's share came. */
  key: SessionKey | undefined;

  /** Called when the session has lost its channel and waits for another. */
  onSuspended: () => void = () => undefined;

  private readonly kept = new KeptMessages();
  private keyIsDue = false;
  private keyIsSent = false;
  private continueIsDue = false;

  /** The number of the peer's next message on this channel; 0 before its CONTINUE. */
  private next = 0;
  private unacknowledged = 0;
  private toldAcknowledged = 0;
  private taken: Uint8Array | undefined;
  private parts: { readonly bytes: Uint8Array; length: number } | undefined;
  private loss: PeerSessionEnd | undefined;
  private isConnected = false;

  /** The room that every frame fits into which was ever made: channels may take less. */
  private room = 0;
  private readonly reader = new FrameReader();

  constructor(
    private readonly core: SessionCore,
    private readonly share: Uint8Array,
  ) {}

  /** Whether the session can go on over another channel: both sides have the key. */
  get canResume(): boolean {
    return this.key !== undefined && this.keyIsSent;
  }

  get nextDeadline(): number {
    return Math.min(this.resumeBy, this.lastWordBy);
  }

  get isUnheard(): boolean {
    return this.core.state.now >= this.lastWordBy;
  }

  /**
   * Whether the peer has everything, and knows that this side has; or may be gone: both have finished, and it does not say that it knows.
   * @param isSaid Whether this side's last word has left.
   */
  isSettled(isSaid: boolean): boolean {
    if (isSaid && (!this.canResume || (this.kept.isEmpty && this.unacknowledged === 0))) return true;
    if (!isSaid && !this.isSuspended) return false;
    const { options, now, keepAlive } = this.core.state;
    // Three round trips, for a path on which the first is lost.
    if (this.lastWordBy === Infinity) this.lastWordBy = now + Math.min(options.stopTimeout, Math.max(Math.min(options.stopTimeout / 8, 1000), 3 * keepAlive.roundTrip));
    return this.isUnheard;
  }

  /** Whether there is no channel because the peer has suspended the session, and comes back by itself. */
  get isSuspendedByPeer(): boolean {
    return this.isSuspended && this.peersPatience !== Infinity;
  }

  connected(): void {
    this.isConnected = true;
    this.room = Math.max(this.room, this.core.leastRoom);
    this.keyIsDue = (this.core.state.handshake.peerFeatures & featureResume) !== 0;
    this.checkRoom();
  }

  expire(): void {
    this.core.checkFinished();
    if (this.core.state.now >= this.resumeBy) this.giveUp("no other channel came in time");
  }

  /** The peer goes on over no other channel, or nobody is there who could. */
  giveUp(reason: string): void {
    if (this.isSuspended) this.core.terminate(this.core.orderlyEnd.unless(this.lossFor(reason)));
  }

  take(message: Uint8Array): Uint8Array | undefined {
    // What comes behind SUSPEND, or on a channel that did not seem to work any more, is sent again.
    if (this.isSuspended) return undefined;
    this.taken = message;
    if (this.key === undefined || message.length === 0) return message;
    if (message[0] === typePart) {
      const whole = this.addPart(message);
      this.taken = whole;
      if (whole === undefined) return undefined;
      message = whole;
    } else if (this.parts !== undefined) {
      throw new ProtocolError("a message came between the parts of another");
    }
    if (!isCounted(message)) return message;
    if (this.next === 0) throw new ProtocolError("a message came before CONTINUE");
    this.unacknowledged += message.length + messageCost;
    if (this.next++ > this.received) return message;
    this.taken = undefined;
    return undefined;
  }

  took(): void {
    if (this.key !== undefined && this.taken !== undefined && isCounted(this.taken)) this.received++;
    this.taken = undefined;
    if (this.kept.held > this.core.state.options.resumeBufferBytes + maxBeyond) throw new ProtocolError("the peer takes messages and acknowledges none");
  }

  write(message: FrameQueue, room: number): void {
    if (this.isSuspended) return;
    room = Math.min(room, maxCounted);
    this.writeOwn(message, room);
    if (message.length > 0) return;
    if (room < this.room) this.writeCut(message, room);
    else {
      this.core.compose(message, room - this.reserve);
      this.left(message, room);
    }
    this.checkRoom();
  }

  trySuspend(loss: PeerSessionEnd): boolean {
    if (this.isSuspended || !this.canResume) return this.isSuspended;
    const { state } = this.core;
    this.isSuspended = true;
    this.loss = loss;
    // A peer that said goodbye comes back no later than it may take to stop.
    const { resumeTimeout, stopTimeout } = state.options;
    this.resumeBy = state.now + Math.min(resumeTimeout, this.peersPatience, this.core.orderlyEnd.isReceived ? stopTimeout : Infinity);
    this.lastWordBy = Infinity;
    const wasSilent = state.keepAlive.isSilent;
    state.keepAlive.rest();
    if (!wasSilent) this.core.onSilence();
    state.work.push({ run: () => this.onSuspended() });
    this.core.checkFinished();
    return true;
  }

  ended(): void {
    this.kept.clear();
    this.keyIsDue = this.continueIsDue = this.keyIsSent = false;
    this.parts = undefined;
    this.isSuspended = false;
  }

  /** Whether the peer can have so many messages of this side. */
  mayHave(count: number): boolean {
    return count <= this.kept.added;
  }

  /** Goes on over a new channel, where the peer says how many messages it has. */
  resume(maxMessageSize: number, received: number): void {
    const { state } = this.core;
    const wasSilent = state.keepAlive.isSilent;
    this.isSuspended = false;
    this.peersPatience = Infinity;
    this.resumeBy = this.lastWordBy = Infinity;
    this.core.setSize(maxMessageSize);
    this.kept.rewind(received);
    this.toldAcknowledged = 0;
    this.continueIsDue = true;
    this.next = 0;
    this.parts = undefined;
    this.room = Math.max(this.room, this.core.leastRoom);
    this.checkRoom();
    state.keepAlive.resumed(state.now);
    if (wasSilent) this.core.onSilence();
  }

  read(reader: FrameReader): boolean {
    switch (reader.type) {
      case typeResumeKey:
        this.onKey(reader);
        break;
      case typeAck: {
        const count = reader.varint(2 ** 53);
        if (count > this.kept.added || count < this.toldAcknowledged) throw new ProtocolError("ACK of what was not sent, or was acknowledged");
        this.toldAcknowledged = count;
        this.kept.acknowledge(count);
        this.checkRoom();
        break;
      }
      case typeContinue: {
        const next = reader.varint(2 ** 53);
        if (this.key === undefined || this.next !== 0 || next === 0 || next > this.received + 1) throw new ProtocolError("CONTINUE leaves messages out");
        this.next = next;
        break;
      }
      case typeResumeRefused:
        if (this.key === undefined || this.next !== 0) throw new ProtocolError("RESUME-REFUSED in a session that goes on");
        this.core.terminate(this.core.orderlyEnd.unless(this.lossFor("the peer's session is over")));
        break;
      case typeSuspend:
        this.peersPatience = reader.varint(2 ** 53);
        this.core.channelClosed("The peer suspended the session.");
        break;
      default:
        if (reader.type > typeResumeKey && reader.type <= typeResumeRefused) throw new ProtocolError(`a frame of the type 0x${reader.type.toString(16)} in a session that goes on`);
        return false;
    }
    return true;
  }

  private get isAckDue(): boolean {
    return this.unacknowledged >= ackAlone || (this.core.state.isStopping && this.unacknowledged > 0 && this.canResume);
  }

  private lossFor(reason: string): PeerSessionEnd {
    const before = this.loss === undefined ? "" : `${this.loss.message} `;
    return { kind: "ConnectionLost", status: Status.ConnectionLost, message: `${before}The session did not go on over another channel: ${reason}.` };
  }

  private onKey(reader: FrameReader): void {
    const peer = reader.raw(keySize);
    if (this.key !== undefined || peer.every((byte, index) => byte === this.share[index])) throw new ProtocolError("RESUME-KEY is wrong");
    this.key = new SessionKey(this.share, peer.slice());
    this.unacknowledged = messageCost;
    this.next = 2;
  }

  /** Writes the next message of this, which leaves before all others. */
  private writeOwn(message: FrameQueue, room: number): void {
    if (this.keyIsDue) {
      // Behind this side's own hello, and ahead of all calls.
      if (this.core.state.send.control.length > 0) return;
      this.keyIsDue = false;
      this.keyIsSent = true;
      this.checkRoom();
      message.append(new FrameQueue(64).frame(typeResumeKey, keySize).raw(this.share).peek());
      this.kept.addSent(message.peek());
    } else if (this.continueIsDue) {
      this.continueIsDue = false;
      message.frame(typeContinue, varintSize(this.kept.sent + 1)).varint(this.kept.sent + 1);
    } else if (this.isAckDue && !this.kept.isCutting) {
      this.writeAck(message);
    } else if (this.kept.hasUnsent) {
      this.kept.writeNext(message, room);
    }
  }

  /** A message was composed which leaves now: counts and keeps it, and lets an ACK ride along. */
  private left(message: FrameQueue, room: number): void {
    if (message.length === 0) return;
    const isKept = this.keyIsSent && isCounted(message.peek());
    if (isKept) this.kept.addSent(message.peek());
    const along = this.unacknowledged >= ackAlong || (this.unacknowledged > 0 && !isKept);
    if (along && this.key !== undefined && room - message.length >= this.reserve) this.writeAck(message);
  }

  /** Composes a message that may be larger than the channel's: frames were made for one that took more. */
  private writeCut(message: FrameQueue, room: number): void {
    const whole = new FrameQueue(this.room);
    this.core.compose(whole, this.room - this.reserve);
    if (whole.length === 0) return;
    if (this.keyIsSent && isCounted(whole.peek())) {
      this.kept.add(whole.peek());
      this.writeOwn(message, room);
    } else {
      message.append(whole.peek());
    }
  }

  private writeAck(message: FrameQueue): void {
    this.unacknowledged = 0;
    message.frame(typeAck, varintSize(this.received)).varint(this.received);
  }

  /** What is kept is bounded: past the bound only control leaves, until the peer acknowledges. */
  private checkRoom(): void {
    this.core.state.send.isOpen = this.isConnected && !this.keyIsDue && (this.core.hasEnded || this.kept.held < this.core.state.options.resumeBufferBytes);
  }

  private addPart(message: Uint8Array): Uint8Array | undefined {
    this.reader.open(message);
    this.reader.next();
    const rest = this.reader.varint();
    const bytes = this.reader.rest();
    if (this.reader.size !== message.length) throw new ProtocolError("PART is no message of its own");
    if (this.parts === undefined) {
      if (rest + bytes.length > maxCounted) throw new ProtocolError("PART of a message that is too long");
      this.parts = { bytes: new Uint8Array(rest + bytes.length), length: 0 };
    }
    const { parts } = this;
    if (bytes.length === 0 || parts.bytes.length - parts.length !== rest + bytes.length) throw new ProtocolError("PART does not fit the one before it");
    parts.bytes.set(bytes, parts.length);
    parts.length += bytes.length;
    if (rest > 0) return undefined;
    this.parts = undefined;
    return parts.bytes;
  }
}

/** Whether a message is numbered: whether it holds more than PING, PONG, ACK, CONTINUE, RESUME-REFUSED and SUSPEND, which are of use at once or never. */
export function isCounted(message: Uint8Array): boolean {
  for (let position = 0; position < message.length; ) {
    const type = message[position++]!;
    if (type !== typePing && type !== typePong && type !== typeAck && type !== typeContinue && type !== typeResumeRefused && type !== typeSuspend) return true;
    let length = 0;
    for (let factor = 1; ; factor *= 0x80) {
      if (position >= message.length || factor > 2 ** 35) return true;
      const next = message[position++]!;
      length += (next & 0x7f) * factor;
      if (next < 0x80) break;
    }
    if (length > message.length - position) return true;
    position += length;
  }
  return false;
}

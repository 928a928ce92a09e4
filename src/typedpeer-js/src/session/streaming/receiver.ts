import { PeerDataError } from "../../codecs/data-error.js";
import { PeerError } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import type { ArgumentReceiver } from "../incoming/index.js";
import type { ResultReceiver } from "../outgoing/index.js";
import type { SessionState } from "../state/index.js";
import { concat, maxChunk, noBytes, settleGoesOn, settlePart, typeCredit, typeStreamStop, varintSize } from "../wire/index.js";
import type { Pace } from "./pace.js";

/** What stands before the bytes of a block: how many they are. */
const blockHead = 4;

/** A piece must not hold a message in memory that is much larger. */
const alone = (piece: Uint8Array): Uint8Array => (piece.buffer.byteLength > 2 * piece.length ? piece.slice() : piece);

const int32At = (bytes: Uint8Array, position: number): number => new DataView(bytes.buffer, bytes.byteOffset + position).getInt32(0, true);

/** The receiving end of one stream: bytes that came and were not taken yet, and the credit that its producer has left (docs/protocol.md, "Streams"). */
export class StreamReceiver implements ResultReceiver, ArgumentReceiver {
  isFinished = false;
  overflow: string | undefined;

  /** Whether nothing more will come. */
  hasEnded = false;

  /** Why, where it did not end well. */
  failure: unknown;

  /** How many references were taken out of the items. */
  references = 0;

  private current: Uint8Array = noBytes;
  private position = 0;
  private lengthSize = 0;

  /** How many bytes of the block that was begun are to come. */
  private blockLeft = 0;
  private readonly chunks: Uint8Array[] = [];

  /** How many of them came with the message that came last, and lie in it. */
  private inMessage = 0;
  private available = 0;
  private credit: number;
  private window: number;
  private owed = 0;
  private starved = false;
  private rate = 0;
  private measured = 0;
  private measuredSince = 0;
  private isClosed = false;
  private isLeft = false;
  private isTaken = false;
  private isSettled = false;
  private settled = 0;
  private wake: (() => void) | undefined;

  /**
   * @param key The call, as frames from this side name it; 0 until it has an identifier.
   * @param index 0 for a result, 1 to n for arguments.
   */
  constructor(
    private readonly state: SessionState,
    private readonly pace: Pace,
    private key: number,
    private readonly index: number,
  ) {
    this.window = this.credit = state.options.streamWindowBytes;
  }

  bind(key: number): void {
    this.key = key;
  }

  receive(data: Uint8Array): boolean {
    if (data.length > this.credit) return false;
    this.credit -= data.length;
    if (this.isClosed || this.hasEnded || data.length === 0) return true;
    if (!this.state.tryHold(data.length)) {
      this.overflow = "The session holds as many unread bytes as its options allow (maxReceiveBytes).";
      this.end(new PeerError(Status.LimitExceeded, this.overflow));
      return true;
    }
    this.pace.holds(this);
    this.chunks.push(data);
    this.inMessage++;
    this.available += data.length;
    this.tell();
    return true;
  }

  /** Another message comes: what was not taken of the last is copied where it would hold all of it. */
  leaveMessage(): void {
    const { chunks } = this;
    this.current = alone(this.current.subarray(this.position));
    this.position = 0;
    for (let i = Math.max(0, chunks.length - this.inMessage); i < chunks.length; i++) chunks[i] = alone(chunks[i]!);
    this.inMessage = 0;
  }

  finish(failure: unknown): void {
    this.isFinished = true;
    this.end(failure);
  }

  end(failure: unknown): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.failure = failure;
    this.tell();
  }

  /** The bytes of the next item, as long as nothing more is asked for; nothing where it is not here whole. */
  take(): Uint8Array | undefined {
    this.isTaken = true;
    const length = this.readLength();
    const size = this.lengthSize;
    if (length < 0 || !this.gather(size + length)) return this.starve(length < 0 ? 1 : size + length - this.available);
    // Gathering may have moved it to the beginning.
    const item = this.current.subarray(this.position + size, (this.position += size + length));
    this.consumed(size + length, 0);
    return item;
  }

  /**
   * What is here of the next block of a stream of bytes, which is given out as it comes: where one block ends and the next begins means nothing. Its buffer
   * is the caller's. Nothing where none is here.
   */
  takeBlock(): Uint8Array | undefined {
    this.isTaken = true;
    while (this.blockLeft === 0) {
      const length = this.readLength();
      const head = this.lengthSize + blockHead;
      if (length < 0 || (length >= blockHead && !this.gather(head))) return this.starve(1);
      const claimed = length < blockHead ? NaN : int32At(this.current, this.position + this.lengthSize);
      if (claimed !== length - blockHead) throw new PeerDataError(`a block of ${length} bytes does not hold as many as it says`);
      this.position += head;
      this.blockLeft = claimed;
      this.consumed(head, 0);
    }
    if (this.position === this.current.length && !this.next()) return this.starve(1);
    const { current, position } = this;
    const count = Math.min(this.blockLeft, current.length - position);
    // Nobody else's, since it may be transferred: nothing of it is here any more.
    const isOwn = count === current.buffer.byteLength;
    const block = isOwn ? current : current.slice(position, position + count);
    if (isOwn) this.current = noBytes;
    this.position = isOwn ? 0 : position + count;
    this.blockLeft -= count;
    this.consumed(count, 0);
    return block;
  }

  /** Waits until more is here, or nothing more will come. */
  more(): Promise<void> {
    this.starved = true;
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** Whether all that came was taken. */
  get isEmpty(): boolean {
    return this.available === 0;
  }

  /** Whether that is nothing but whole items. */
  get isWhole(): boolean {
    return this.available === 0 && this.blockLeft === 0;
  }

  /** The consumer leaves: what waits is dropped, what still comes is ignored, and the producer is told, unless it is through. */
  leave(isRead: boolean): void {
    if (this.isLeft) return;
    this.isLeft = true;
    if (!this.hasEnded && this.index > 0 && this.state.end === undefined) {
      this.state.send.control.frame(typeStreamStop, varintSize(this.key) + varintSize(this.index)).varint(this.key).varint(this.index);
    }
    this.drop();
    if (this.references > 0 || !isRead) this.settle(settlePart);
  }

  /** The call has ended, and with it what its handler was given. */
  close(): void {
    this.end(new PeerError(Status.FailedPrecondition, "The call the stream belongs to has ended."));
    if (this.isLeft) return;
    this.isLeft = true;
    this.drop();
    this.settle(settlePart);
  }

  /** Tells the producer how many references were taken so far, where it is not told already. */
  settleSoFar(): void {
    if (this.references !== this.settled) this.settle(settleGoesOn);
  }

  private settle(end: number): void {
    // Without a number the call was never sent.
    if (this.key === 0 || this.isSettled) return;
    this.isSettled = end !== settleGoesOn;
    this.settled = this.references;
    this.state.settle(this.key, this.index, this.references, end, this.key % 2 === 0 && !this.isTaken);
  }

  /** What waits is dropped, what still comes is ignored. */
  drop(): void {
    this.isClosed = true;
    this.state.held -= this.available;
    this.available = 0;
    this.chunks.length = 0;
    this.current = noBytes;
    this.position = 0;
  }

  private tell(): void {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  }

  /** So many bytes more are needed than are here. */
  private starve(missing: number): undefined {
    this.starved = true;
    this.consumed(0, missing);
  }

  /** Goes on with the next piece that came. False where there is none. */
  private next(): boolean {
    const next = this.chunks.shift();
    if (next === undefined) return false;
    this.current = next;
    this.position = 0;
    return true;
  }

  /** Makes sure that so many bytes lie behind the position, one behind the other. */
  private gather(count: number): boolean {
    const have = this.current.length - this.position;
    if (have >= count) return true;
    if (this.available < count) return false;
    const pieces = [this.current.subarray(this.position)];
    let length = have;
    while (length < count) {
      const next = this.chunks.shift()!;
      pieces.push(next);
      length += next.length;
    }
    this.current = have === 0 && pieces.length === 2 ? pieces[1]! : concat(pieces);
    this.position = 0;
    return true;
  }

  /** Reads the length of the next item, which is within the limit, and how many bytes it takes itself; -1 where it is not here whole. */
  private readLength(): number {
    let value = 0;
    for (let size = 1, factor = 1; this.gather(size); size++, factor *= 0x80) {
      const next = this.current[this.position + size - 1]!;
      value += (next & 0x7f) * factor;
      if (next < 0x80) {
        this.lengthSize = size;
        const { maxMessageBytes } = this.state.options;
        if (value <= maxMessageBytes) return value;
        this.overflow = `An item takes ${value} bytes; maxMessageBytes allows ${maxMessageBytes}.`;
        throw new PeerError(Status.LimitExceeded, this.overflow);
      }
      if (size === 10) throw new PeerError(Status.InvalidData, "The length of an item is no number.");
    }
    return -1;
  }

  /** The consumer is through with so many bytes, and needs so many more than are here to go on: grants what is due. */
  private consumed(count: number, missing: number): void {
    this.available -= count;
    this.state.held -= count;
    this.owed += count;
    if (this.hasEnded || this.isClosed) return;
    this.measure(count);
    const window = this.resize(this.pace.limit(this.rate));
    let grant = 0;
    const due = this.owed - (this.window - window);
    if (due >= Math.max(window / 8, Math.min(window / 2, maxChunk))) {
      this.pace.probe();
      grant = due;
      this.owed -= due;
    }
    // An item larger than the window: what is missing of it must be allowed to come.
    const more = missing - this.credit - grant;
    if (more > 0) {
      const wanted = Math.max(window < this.window ? Math.min(more, window) : more, Math.min(window, maxChunk));
      grant += wanted;
      this.owed -= wanted;
    }
    grant = Math.floor(grant);
    if (grant <= 0) return;
    this.credit += grant;
    this.pace.grant(() => {
      if (this.hasEnded || this.isClosed) return;
      this.state.send.control
        .frame(typeCredit, varintSize(this.key) + varintSize(this.index) + varintSize(grant)).varint(this.key).varint(this.index).varint(grant);
    });
  }

  /** The window that holds now. It grows only for a consumer that had to wait: one that is slower than the path would only fill it. */
  private resize(limit: number): number {
    const { options, held } = this.state;
    if (this.starved && this.rate > 0 && this.window < limit && held <= options.maxReceiveBytes / 2) {
      const larger = Math.floor(Math.max(this.window, Math.min(this.window * 2, limit, options.maxStreamWindowBytes)));
      this.owed += larger - this.window;
      this.window = larger;
      this.starved = false;
    }
    return Math.floor(Math.min(this.window, limit));
  }

  /** The rate over a round trip or more; it rises at once and falls slowly. */
  private measure(count: number): void {
    const { now, keepAlive } = this.state;
    this.measured += count;
    const elapsed = now - this.measuredSince;
    if (elapsed >= Math.max(keepAlive.roundTrip, 1)) {
      this.rate = Math.max(this.measured / elapsed, (this.rate * 7) / 8);
      this.measured = 0;
      this.measuredSince = now;
    }
  }
}

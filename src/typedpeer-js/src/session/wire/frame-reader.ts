import { cleanText, decodeText } from "./text.js";

/** What the peer did wrong, in a sentence: the session ends with it. */
export class ProtocolError extends Error {}

const low = 2 ** 28;

/** Reads one channel message, frame by frame and field by field. Every length is checked against what is there; whatever is wrong is a {@link ProtocolError}. */
export class FrameReader {
  /** The type of the frame that is read. */
  type = 0;

  /** How many bytes the frame takes, its header included. */
  size = 0;

  private bytes: Uint8Array = new Uint8Array(0);
  private position = 0;
  private end = 0;

  /** Begins to read a message. */
  open(message: Uint8Array): void {
    this.bytes = message;
    this.position = this.end = 0;
  }

  /** Moves to the next frame. False at the end of the message. */
  next(): boolean {
    const start = (this.position = this.end);
    this.end = this.bytes.length;
    if (start === this.end) return false;
    this.type = this.bytes[this.position++]!;
    const length = this.varint();
    if (length > this.end - this.position) throw new ProtocolError("a frame is longer than its message");
    this.end = this.position + length;
    this.size = this.end - start;
    return true;
  }

  /** How many bytes of the frame are left. */
  get left(): number {
    return this.end - this.position;
  }

  byte(): number {
    if (this.position >= this.end) this.cutShort();
    return this.bytes[this.position++]!;
  }

  /** A number of up to 64 bits, which must be less than `below`. Above 2^53 its lowest 28 bits count as zero: nothing of an honest peer's is that large. */
  varint(below = 2 ** 64): number {
    const first = this.byte();
    if (first < 0x80) {
      if (first >= below) this.cutShort();
      return first;
    }
    let lower = first & 0x7f;
    let upper = 0;
    for (let shift = 7; ; shift += 7) {
      const next = this.byte();
      if (shift === 63 && next > 1) this.cutShort();
      if (shift < 28) lower += (next & 0x7f) * 2 ** shift;
      else upper += (next & 0x7f) * 2 ** (shift - 28);
      if (next < 0x80) break;
      if (shift === 63) this.cutShort();
    }
    const value = upper < 2 ** 25 ? upper * low + lower : upper * low;
    if (value >= below) this.cutShort();
    return value;
  }

  u64(): bigint {
    // A view of each message would cost more than the reading of most.
    const { buffer, byteOffset } = this.raw(8);
    return new DataView(buffer, byteOffset).getBigUint64(0, true);
  }

  /** So many bytes, as they lie in the message. */
  raw(count: number): Uint8Array {
    if (count > this.left) this.cutShort();
    return this.bytes.subarray(this.position, (this.position += count));
  }

  /** What is left of the frame, as it lies in the message. */
  rest(): Uint8Array {
    return this.bytes.subarray(this.position, this.end);
  }

  /** A text of at most so many bytes of UTF-8. */
  string(maxBytes: number): string {
    const bytes = this.raw(this.varint(maxBytes + 1));
    try {
      return decodeText(bytes);
    } catch {
      return this.cutShort();
    }
  }

  /** A text that ends in a message, and so in logs: as it may be shown. */
  text(): string {
    return cleanText(this.string(16 * 1024));
  }

  /** The fields are not what the type of the frame says. */
  cutShort(): never {
    throw new ProtocolError(`a frame of the type 0x${this.type.toString(16).padStart(2, "0")} is cut short, or a field of it is none`);
  }
}

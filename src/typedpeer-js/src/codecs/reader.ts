import { PeerDataError } from "./data-error.js";

// What any message may become in memory beside so many bytes for each that came, as .NET has it.
const freeBytes = 256 * 1024;
const bytesPerByte = 32;

/**
 * Reads values from bytes nobody vouches for: every read checks what is left first, what values take in memory is bounded by the length
 * of the message, and a failure is always a `PeerDataError`.
 */
export class Reader {
  readonly bytes: Uint8Array;

  /** What is read next. */
  position = 0;

  /** The session the bytes came from, where they came from one: what reads references asks it. */
  readonly session: unknown;

  /** How deep the value is that is read now, in types that can contain themselves. */
  depth = 0;

  #left: number;
  #view: DataView | undefined;

  constructor(bytes: Uint8Array, session?: unknown, maxBytesPerByte = bytesPerByte) {
    this.bytes = bytes;
    this.session = session;
    this.#left = freeBytes + bytes.length * maxBytesPerByte;
  }

  /** The same bytes as numbers. */
  get view(): DataView {
    // Made for whoever needs it: it costs more than most values do.
    return (this.#view ??= new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength));
  }

  /** How many bytes are not read yet. */
  get remaining(): number {
    return this.bytes.length - this.position;
  }

  /** Moves past so many bytes, and returns where they begin. */
  take(count: number): number {
    const start = this.position;
    if (count > this.bytes.length - start) {
      throw new PeerDataError(`${count} bytes are needed where ${this.bytes.length - start} are left`);
    }
    this.position = start + count;
    return start;
  }

  readByte(): number {
    return this.bytes[this.take(1)]!;
  }

  readInt32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  /** Counts memory that a value takes, before it is taken. */
  charge(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) {
      throw new PeerDataError(`the value takes more memory than a message of ${this.bytes.length} bytes may`);
    }
  }

  /** Makes sure that every byte was read. */
  end(): void {
    if (this.remaining !== 0) {
      throw new PeerDataError(`${this.remaining} bytes are left over after the last value`);
    }
  }
}

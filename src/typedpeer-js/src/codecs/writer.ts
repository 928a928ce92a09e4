import { PeerDataError } from "./data-error.js";

/** Writes values into a buffer that grows, up to a limit. */
export class Writer {
  /** Holds what is written, and room. */
  bytes: Uint8Array<ArrayBuffer>;

  /** The same bytes as numbers. */
  view: DataView<ArrayBuffer>;

  /** Where the next byte goes. */
  position = 0;

  /** The session the bytes are for, where they are for one: what writes references asks it. */
  readonly session: unknown;

  /** How deep the value is that is written now, in types that can contain themselves. */
  depth = 0;

  readonly #limit: number;

  /**
   * @param limit The most bytes; a value that takes more is a `PeerDataError`.
   * @param session What references are written by.
   * @param size How much room there is at first.
   */
  constructor(limit = 0x7fffffff, session?: unknown, size = 256) {
    this.#limit = limit;
    this.session = session;
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for so many bytes, moves past them, and returns where they begin. */
  take(count: number): number {
    const start = this.position;
    const end = start + count;
    if (end > this.bytes.length || end > this.#limit) {
      this.#grow(end);
    }
    this.position = end;
    return start;
  }

  writeBytes(bytes: Uint8Array): void {
    const start = this.take(bytes.length);
    this.bytes.set(bytes, start);
  }

  writeByte(value: number): void {
    const start = this.take(1);
    this.bytes[start] = value;
  }

  writeInt32(value: number): void {
    const start = this.take(4);
    this.view.setInt32(start, value, true);
  }

  /** Returns what is written, as a view of the buffer, which is the caller's from then on. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.position);
  }

  #grow(needed: number): void {
    if (needed > this.#limit) {
      throw new PeerDataError(`larger than the limit of ${this.#limit} bytes`, true);
    }
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.min(Math.max(needed, this.bytes.length * 2), this.#limit));
      grown.set(this.bytes.subarray(0, this.position));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
  }
}

import { invalid, isNull, PeerDataError } from "./data-error.js";

/** How deep types that contain themselves may nest. */
export const maxDepth = 64;

/** The most members an object may have: the bytes above are markers. */
export const maxMembers = 249;

/** Stands where an object's count of members would, when the object is null. */
export const nullObject = 255;

/** Stands where a count would, when a collection or a string is null. */
export const nullCollection = -1;

/** Says that two bytes of a union's tag follow. */
export const wideUnionTag = 250;

// What any message may become in memory beside so many bytes for each that came, as .NET has it.
const freeBytes = 256 * 1024;
const bytesPerByte = 32;

/**
 * Reads values from bytes nobody vouches for: every read checks what is left first, what values take in memory is bounded by the length
 * of the message, and a failure is always a `PeerDataError`.
 */
export class Reader {
  readonly bytes: Uint8Array;

  /** The same bytes as numbers. */
  readonly view: DataView;

  /** What is read next. */
  position = 0;

  /** The session the bytes came from, where they came from one: what reads references asks it. */
  readonly session: unknown;

  #depth = 0;
  #left: number;

  constructor(bytes: Uint8Array, session?: unknown, maxBytesPerByte = bytesPerByte) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.session = session;
    this.#left = freeBytes + bytes.length * maxBytesPerByte;
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

  /** Reads so many bytes; they are a view of the message. */
  readBytes(count: number): Uint8Array {
    const start = this.take(count);
    return this.bytes.subarray(start, start + count);
  }

  readByte(): number {
    return this.view.getUint8(this.take(1));
  }

  readInt32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  /** Whether null comes next in the place of an object; moves past it then. */
  tryReadNullObject(): boolean {
    return this.#tryReadNull(this.remaining > 0 && this.bytes[this.position] === nullObject, 1);
  }

  /** Whether null comes next in the place of a collection or string; moves past it then. */
  tryReadNullCollection(): boolean {
    return this.#tryReadNull(this.remaining >= 4 && this.view.getInt32(this.position, true) === nullCollection, 4);
  }

  /** Reads the head of an object that has exactly so many members. */
  readObjectHeader(members: number): void {
    const found = this.readByte();
    if (found !== members) {
      throw found === nullObject ? isNull() : new PeerDataError(`an object of ${found} members came where ${members} are expected`);
    }
    this.charge(24 + 8 * members);
  }

  /** Reads the head of a collection whose items take at least so many bytes each. */
  readCollectionHeader(minimumSize: number): number {
    const count = this.readInt32();
    if (count < 0 || count * minimumSize > this.remaining) {
      throw count === nullCollection ? isNull() : new PeerDataError(`a collection claims ${count} items where ${this.remaining} bytes are left`);
    }
    this.charge(32 + 8 * count);
    return count;
  }

  /** Counts memory that a value takes, before it is taken. */
  charge(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) {
      throw new PeerDataError(`the value takes more memory than a message of ${this.bytes.length} bytes may`);
    }
  }

  /** Goes one level down into a type that can contain itself; `leave` comes back up. */
  enter(): void {
    if (++this.#depth > maxDepth) {
      throw new PeerDataError(`the value is nested deeper than ${maxDepth} levels`);
    }
  }

  leave(): void {
    this.#depth--;
  }

  /** Makes sure that every byte was read. */
  end(): void {
    if (this.remaining !== 0) {
      throw new PeerDataError(`${this.remaining} bytes are left over after the last value`);
    }
  }

  /** Reads a length: one byte up to 127, else a marker and one to eight bytes. */
  readLength(): number {
    const first = this.view.getInt8(this.take(1));
    if (first >= 0) {
      return first;
    }
    const { view } = this;
    const length =
      first === -121 ? view.getUint8(this.take(1))
      : first === -122 ? view.getInt8(this.take(1))
      : first === -123 ? view.getUint16(this.take(2), true)
      : first === -124 ? view.getInt16(this.take(2), true)
      : first === -125 ? view.getUint32(this.take(4), true)
      : first === -126 ? view.getInt32(this.take(4), true)
      : first === -127 ? Number(view.getBigUint64(this.take(8), true))
      : first === -128 ? Number(view.getBigInt64(this.take(8), true))
      : -1;
    if (length < 0 || length > 0x7fffffff) {
      throw invalid("length");
    }
    return length;
  }

  #tryReadNull(isNext: boolean, size: number): boolean {
    if (isNext) {
      this.position += size;
    }
    return isNext;
  }
}

import type { Codec } from "./codec.js";
import { invalid, isNull, unfit } from "./data-error.js";
import { readBytes, readCollectionHeader } from "./reading.js";

/** A `BitArray` of .NET: so many bits, eight to a byte, the lowest first. */
export class BitArray {
  readonly length: number;

  /** The bits; those behind the last are zero. */
  readonly bytes: Uint8Array;

  constructor(length: number, bytes: Uint8Array = new Uint8Array(Math.ceil(length / 8))) {
    if (!Number.isInteger(length) || length < 0 || bytes.length !== Math.ceil(length / 8) || (length % 8 !== 0 && bytes.at(-1)! >> length % 8 !== 0)) {
      throw new RangeError(`${bytes.length} bytes are not ${length} bits.`);
    }
    this.length = length;
    this.bytes = bytes;
  }

  static from(bits: Iterable<boolean>): BitArray {
    const all = [...bits];
    const made = new BitArray(all.length);
    all.forEach((bit, i) => made.set(i, bit));
    return made;
  }

  get(index: number): boolean {
    return (this.bytes[this.#place(index)]! >> index % 8) % 2 === 1;
  }

  set(index: number, bit: boolean): void {
    const place = this.#place(index);
    this.bytes[place] = bit ? this.bytes[place]! | (1 << index % 8) : this.bytes[place]! & ~(1 << index % 8);
  }

  *[Symbol.iterator](): Generator<boolean> {
    for (let i = 0; i < this.length; i++) {
      yield this.get(i);
    }
  }

  #place(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw new RangeError(`There is no bit ${index} among ${this.length}.`);
    }
    return index >> 3;
  }
}

/** `BitArray`. */
export const bits: Codec<BitArray> = {
  minimumSize: 4,
  nullForm: "collection",
  write(writer, value) {
    if (!(value instanceof BitArray)) {
      throw value == null ? isNull() : unfit("BitArray");
    }
    writer.writeInt32(value.length);
    writer.writeBytes(value.bytes);
  },
  read(reader) {
    const length = readCollectionHeader(reader, 0);
    const bytes = readBytes(reader, Math.ceil(length / 8));
    if (length % 8 !== 0 && bytes.at(-1)! >> length % 8 !== 0) {
      throw invalid("BitArray");
    }
    reader.charge(bytes.length);
    return new BitArray(length, bytes.slice());
  },
};

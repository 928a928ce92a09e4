import { invalid, isNull, PeerDataError } from "./data-error.js";
import { nullCollection, nullObject } from "./marks.js";
import type { Reader } from "./reader.js";

// What only some types need of a reader: beside it, so that a page without such types does not carry it.

/** Reads so many bytes; they are a view of the message. */
export function readBytes(reader: Reader, count: number): Uint8Array {
  const start = reader.take(count);
  return reader.bytes.subarray(start, start + count);
}

/** Whether null comes next in the place of an object; moves past it then. */
export function tryReadNullObject(reader: Reader): boolean {
  return tryReadNull(reader, reader.remaining > 0 && reader.bytes[reader.position] === nullObject, 1);
}

/** Whether null comes next in the place of a collection or string; moves past it then. */
export function tryReadNullCollection(reader: Reader): boolean {
  return tryReadNull(reader, reader.remaining >= 4 && reader.view.getInt32(reader.position, true) === nullCollection, 4);
}

/** Reads the head of an object that has exactly so many members. */
export function readObjectHeader(reader: Reader, members: number): void {
  const found = reader.readByte();
  if (found !== members) {
    throw found === nullObject ? isNull() : new PeerDataError(`an object of ${found} members came where ${members} are expected`);
  }
  reader.charge(24 + 8 * members);
}

/** Reads the head of a collection whose items take at least so many bytes each. */
export function readCollectionHeader(reader: Reader, minimumSize: number): number {
  const count = reader.readInt32();
  if (count < 0 || count * minimumSize > reader.remaining) {
    throw count === nullCollection ? isNull() : new PeerDataError(`a collection claims ${count} items where ${reader.remaining} bytes are left`);
  }
  reader.charge(32 + 8 * count);
  return count;
}

/** Reads a length: one byte up to 127, else a marker and one to eight bytes. */
export function readLength(reader: Reader): number {
  const { view } = reader;
  const first = view.getInt8(reader.take(1));
  if (first >= 0) {
    return first;
  }
  const length =
    first === -121 ? view.getUint8(reader.take(1))
    : first === -122 ? view.getInt8(reader.take(1))
    : first === -123 ? view.getUint16(reader.take(2), true)
    : first === -124 ? view.getInt16(reader.take(2), true)
    : first === -125 ? view.getUint32(reader.take(4), true)
    : first === -126 ? view.getInt32(reader.take(4), true)
    : first === -127 ? Number(view.getBigUint64(reader.take(8), true))
    : first === -128 ? Number(view.getBigInt64(reader.take(8), true))
    : -1;
  if (length < 0 || length > 0x7fffffff) {
    throw invalid("length");
  }
  return length;
}

function tryReadNull(reader: Reader, isNext: boolean, size: number): boolean {
  if (isNext) {
    reader.position += size;
  }
  return isNext;
}

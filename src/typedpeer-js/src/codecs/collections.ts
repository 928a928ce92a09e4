import type { Codec } from "./codec.js";
import { isNull, PeerDataError, unfit, withinItem } from "./data-error.js";
import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";
import { readBytes, readObjectHeader, readCollectionHeader } from "./reading.js";

/** Arrays, lists, queues, stacks and whatever else holds items in an order, except for bytes. A stack begins with what was pushed first. */
export function list<T>(item: Codec<T>): Codec<T[]> {
  return {
    minimumSize: 4,
    nullForm: "collection",
    write(writer, value) {
      if (!Array.isArray(value)) {
        throw value == null ? isNull() : unfit("list");
      }
      writer.writeInt32(value.length);
      writeItems(writer, item, value);
    },
    read(reader) {
      return readItems(reader, item, readCollectionHeader(reader, item.minimumSize));
    },
  };
}

/** Arrays, lists and memory of `byte`. What is read is a copy of its own. */
export const bytes: Codec<Uint8Array> = {
  minimumSize: 4,
  nullForm: "collection",
  write(writer, value) {
    if (!(value instanceof Uint8Array)) {
      throw value == null ? isNull() : unfit("bytes");
    }
    writer.writeInt32(value.length);
    writer.writeBytes(value);
  },
  read(reader) {
    return readBytes(reader, readCollectionHeader(reader, 1)).slice();
  },
};

/** Sets of values that JavaScript tells apart as .NET does: strings, numbers and `bigint`. */
export function set<T>(item: Codec<T>): Codec<Set<T>> {
  return {
    minimumSize: 4,
    nullForm: "collection",
    write(writer, value) {
      if (!(value instanceof Set)) {
        throw value == null ? isNull() : unfit("set");
      }
      writer.writeInt32(value.size);
      writeItems(writer, item, value);
    },
    read(reader) {
      const items = readItems(reader, item, readCollectionHeader(reader, item.minimumSize));
      reader.charge(items.length * 24);
      return distinct(new Set(items), items.length);
    },
  };
}

/** Dictionaries whose keys JavaScript tells apart as .NET does: strings, numbers and `bigint`. */
export function map<K, V>(key: Codec<K>, value: Codec<V>): Codec<Map<K, V>> {
  const inner = list(entry(key, value));
  return {
    minimumSize: 4,
    nullForm: "collection",
    write(writer, map) {
      if (!(map instanceof Map)) {
        throw map == null ? isNull() : unfit("map");
      }
      inner.write(writer, [...map]);
    },
    read(reader) {
      const found = inner.read(reader);
      reader.charge(found.length * 24);
      return distinct(new Map(found), found.length);
    },
  };
}

/** Dictionaries with other keys: their entries. */
export function entries<K, V>(key: Codec<K>, value: Codec<V>): Codec<[K, V][]> {
  const inner = list(entry(key, value));
  return {
    ...inner,
    read(reader) {
      const found = inner.read(reader);
      if (key.identify) {
        distinct(new Set(found.map(([key0]) => key.identify!(key0))), found.length);
      }
      return found;
    },
  };
}

/** Sets of other values: their items. */
export function items<T>(item: Codec<T>): Codec<T[]> {
  const inner = list(item);
  return {
    ...inner,
    read(reader) {
      const found = inner.read(reader);
      if (item.identify) {
        distinct(new Set(found.map(value => item.identify!(value))), found.length);
      }
      return found;
    },
  };
}

function entry<K, V>(key: Codec<K>, value: Codec<V>): Codec<[K, V]> {
  return {
    minimumSize: key.minimumSize + value.minimumSize,
    write(writer, [key0, value0]) {
      key.write(writer, key0);
      value.write(writer, value0);
    },
    read(reader) {
      reader.charge(32);
      return [key.read(reader), value.read(reader)];
    },
  };
}

/** An array of two to four dimensions: its lengths, and the items row by row. */
export interface Grid<T> {
  readonly lengths: readonly number[];
  readonly items: T[];
}

/** Arrays of so many dimensions. */
export function grid<T>(rank: number, item: Codec<T>): Codec<Grid<T>> {
  return {
    minimumSize: 5 + 4 * rank,
    nullForm: "object",
    write(writer, value) {
      if (value == null) {
        throw isNull();
      }
      if (value.lengths.length !== rank || !isProduct(value.items.length, value.lengths)) {
        throw unfit("array");
      }
      writer.writeByte(rank + 1);
      value.lengths.forEach(length => writer.writeInt32(length));
      writer.writeInt32(value.items.length);
      writeItems(writer, item, value.items);
    },
    read(reader) {
      readObjectHeader(reader, rank + 1);
      const lengths = Array.from({ length: rank }, () => reader.readInt32());
      const count = readCollectionHeader(reader, item.minimumSize);
      if (!isProduct(count, lengths)) {
        throw new PeerDataError("the bytes are no valid array");
      }
      return { lengths, items: readItems(reader, item, count) };
    },
  };
}

function writeItems<T>(writer: Writer, item: Codec<T>, items: Iterable<T>): void {
  let i = 0;
  try {
    for (const value of items) {
      item.write(writer, value);
      i++;
    }
  } catch (failure) {
    throw withinItem(failure, i);
  }
}

function readItems<T>(reader: Reader, item: Codec<T>, count: number): T[] {
  const items: T[] = [];
  try {
    while (items.length < count) {
      items.push(item.read(reader));
    }
  } catch (failure) {
    throw withinItem(failure, items.length);
  }
  return items;
}

function distinct<T extends { readonly size: number }>(found: T, count: number): T {
  if (found.size !== count) {
    throw new PeerDataError("a set or map holds the same key twice");
  }
  return found;
}

function isProduct(count: number, lengths: readonly number[]): boolean {
  let product = 1;
  for (const length of lengths) {
    product *= Math.max(length, 1);
    if (!Number.isInteger(length) || length < 0 || product > 0x7fffffc7) {
      return false;
    }
  }
  return lengths.includes(0) ? count === 0 : count === product;
}

import type { Codec } from "./codec.js";
import { isNull, PeerDataError } from "./data-error.js";
import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";
import { readObjectHeader } from "./reading.js";

type Items<T extends readonly unknown[]> = { readonly [I in keyof T]: Codec<T[I]> };

/** A value tuple: its items one behind the other. */
export function tuple<T extends unknown[]>(...items: Items<T>): Codec<T> {
  const all = items as readonly Codec<unknown>[];
  return {
    minimumSize: sum(all),
    write(writer, value) {
      writeItems(writer, all, value);
    },
    read(reader) {
      return readItems(reader, all) as T;
    },
  };
}

/** A `System.Tuple`, which is an object of its items. */
export function objectTuple<T extends unknown[]>(...items: Items<T>): Codec<T> {
  const all = items as readonly Codec<unknown>[];
  return {
    minimumSize: 1 + sum(all),
    nullForm: "object",
    write(writer, value) {
      writer.writeByte(all.length);
      writeItems(writer, all, value);
    },
    read(reader) {
      readObjectHeader(reader, all.length);
      return readItems(reader, all) as T;
    },
  };
}

function sum(items: readonly Codec<unknown>[]): number {
  return items.reduce((total, item) => total + item.minimumSize, 0);
}

function writeItems(writer: Writer, items: readonly Codec<unknown>[], value: readonly unknown[]): void {
  if (value == null) {
    throw isNull();
  }
  if (value.length !== items.length) {
    throw new PeerDataError(`a tuple has ${value.length} items where ${items.length} are expected`);
  }
  items.forEach((item, i) => item.write(writer, value[i]));
}

function readItems(reader: Reader, items: readonly Codec<unknown>[]): unknown[] {
  reader.charge(32 + 8 * items.length);
  return items.map(item => item.read(reader));
}

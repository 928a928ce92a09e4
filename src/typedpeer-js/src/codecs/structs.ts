import type { Codec, Layout } from "./codec.js";
import { isNull } from "./data-error.js";
import type { Members } from "./objects.js";
import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";
import { writeZeros } from "./writing.js";

interface Field {
  readonly key: string;
  readonly codec: Codec<unknown>;
  readonly padding: number;
}

interface Placed {
  readonly fields: Field[];
  readonly layout: Layout;
  readonly tail: number;
}

/** A struct without references: its fields one behind the other as they lie in memory, each where its alignment wants it. */
export function struct<T extends object>(members: () => Members<T>): Codec<T> {
  let resolved: Placed | undefined;
  const all = (): Placed => (resolved ??= layOut(Object.entries(members())));
  return {
    get minimumSize() {
      return all().layout.size;
    },
    get layout() {
      return all().layout;
    },
    write(writer: Writer, value: T) {
      if (value == null) {
        throw isNull();
      }
      const { fields, tail } = all();
      for (const { key, codec, padding } of fields) {
        writeZeros(writer, padding);
        codec.write(writer, (value as Record<string, unknown>)[key]);
      }
      writeZeros(writer, tail);
    },
    read(reader: Reader) {
      const { fields, tail } = all();
      reader.charge(24 + 8 * fields.length);
      const value: Record<string, unknown> = {};
      for (const { key, codec, padding } of fields) {
        reader.take(padding);
        value[key] = codec.read(reader);
      }
      reader.take(tail);
      return value as T;
    },
  };
}

/** A `KeyValuePair`: as memory where neither half holds a reference, else one behind the other. */
export function pair<K, V>(key: Codec<K>, value: Codec<V>): Codec<[K, V]> {
  const { layout, padding, tail } = key.layout && value.layout ? layOutPair(key.layout, value.layout) : { layout: undefined, padding: 0, tail: 0 };
  return {
    minimumSize: layout?.size ?? key.minimumSize + value.minimumSize,
    ...(layout && { layout }),
    write(writer, entry) {
      if (entry == null) {
        throw isNull();
      }
      key.write(writer, entry[0]);
      writeZeros(writer, padding);
      value.write(writer, entry[1]);
      writeZeros(writer, tail);
    },
    read(reader) {
      reader.charge(32);
      const key0 = key.read(reader);
      reader.take(padding);
      const value0 = value.read(reader);
      reader.take(tail);
      return [key0, value0];
    },
  };
}

function layOut(members: [string, Codec<unknown>][]): Placed {
  let end = 0;
  let alignment = 1;
  const fields = members.map(([key, codec]) => {
    const layout = codec.layout!;
    const start = alignUp(end, layout.alignment);
    const padding = start - end;
    end = start + layout.size;
    alignment = Math.max(alignment, layout.alignment);
    return { key, codec, padding };
  });
  const size = Math.max(1, alignUp(end, alignment));
  return { fields, layout: { size, alignment }, tail: size - end };
}

function layOutPair(key: Layout, value: Layout): { layout: Layout; padding: number; tail: number } {
  const start = alignUp(key.size, value.alignment);
  const alignment = Math.max(key.alignment, value.alignment);
  const size = alignUp(start + value.size, alignment);
  return { layout: { size, alignment }, padding: start - key.size, tail: size - start - value.size };
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

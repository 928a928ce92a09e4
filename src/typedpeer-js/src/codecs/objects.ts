import type { Codec } from "./codec.js";
import { isNull, PeerDataError, withinMember } from "./data-error.js";
import { maxDepth } from "./marks.js";
import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";
import { readObjectHeader } from "./reading.js";

/** The codecs of an object's members, in the order in which they are written. */
export type Members<T> = { readonly [K in keyof T]-?: Codec<T[K]> };

/**
 * A class, a record, or a struct that holds references.
 * @param name What it is called where a failure names it.
 * @param members Returns the codecs of its members in their order; asked once, when the first value comes.
 */
export function object<T extends object>(name: string, members: () => Members<T>): Codec<T> {
  let resolved: [string, Codec<unknown>][] | undefined;
  const all = (): [string, Codec<unknown>][] => (resolved ??= Object.entries(members()));
  return {
    get minimumSize() {
      return all().reduce((sum, [, codec]) => sum + codec.minimumSize, 1);
    },
    nullForm: "object",
    write(writer: Writer, value: T) {
      if (value == null) {
        throw isNull();
      }
      let at = "";
      try {
        const list = all();
        writer.writeByte(list.length);
        for (const [key, codec] of list) {
          at = key;
          codec.write(writer, (value as Record<string, unknown>)[key]);
        }
      } catch (failure) {
        throw withinMember(failure, name, at);
      }
    },
    read(reader: Reader) {
      let at = "";
      try {
        const list = all();
        readObjectHeader(reader, list.length);
        const value: Record<string, unknown> = {};
        for (const [key, codec] of list) {
          at = key;
          value[key] = codec.read(reader);
        }
        return value as T;
      } catch (failure) {
        throw withinMember(failure, name, at);
      }
    },
  };
}

/** The codec of a type whose values may contain others of it: how deep they nest is bounded. */
export function recursive<T>(codec: Codec<T>): Codec<T> {
  return {
    minimumSize: 1,
    ...(codec.nullForm && { nullForm: codec.nullForm }),
    write(writer, value) {
      if (++writer.depth > maxDepth) throw new PeerDataError(`the value is nested deeper than ${maxDepth} levels, or contains itself`);
      codec.write(writer, value);
      writer.depth--;
    },
    read(reader) {
      if (++reader.depth > maxDepth) throw new PeerDataError(`the value is nested deeper than ${maxDepth} levels`);
      const value = codec.read(reader);
      reader.depth--;
      return value;
    },
  };
}

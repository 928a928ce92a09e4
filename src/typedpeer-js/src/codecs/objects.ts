import type { Codec } from "./codec.js";
import { isNull, withinMember } from "./data-error.js";
import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";

/** The codecs of an object's members, in the order in which they are written. */
export type Members<T> = { readonly [K in keyof T]-?: Codec<T[K]> };

/**
 * A class or record.
 * @param name What it is called where a failure names it.
 * @param members The codecs of its members in their order; a function where the type may contain itself.
 */
export function object<T extends object>(name: string, members: Members<T> | (() => Members<T>)): Codec<T> {
  return { ...plain(name, members), nullForm: "object" };
}

/** A struct that holds references, and so is written as an object is, but is never null. */
export function valueObject<T extends object>(name: string, members: Members<T> | (() => Members<T>)): Codec<T> {
  return plain(name, members);
}

function plain<T extends object>(name: string, members: Members<T> | (() => Members<T>)): Codec<T> {
  const isRecursive = typeof members === "function";
  let resolved: [string, Codec<unknown>][] | undefined;
  const all = (): [string, Codec<unknown>][] => (resolved ??= Object.entries(isRecursive ? members() : members));
  return {
    minimumSize: isRecursive ? 1 : all().reduce((sum, [, codec]) => sum + codec.minimumSize, 1),
    write(writer: Writer, value: T) {
      if (value == null) {
        throw isNull();
      }
      let at = "";
      try {
        if (isRecursive) {
          writer.enter();
        }
        const list = all();
        writer.writeByte(list.length);
        for (const [key, codec] of list) {
          at = key;
          codec.write(writer, (value as Record<string, unknown>)[key]);
        }
        if (isRecursive) {
          writer.leave();
        }
      } catch (failure) {
        throw withinMember(failure, name, at);
      }
    },
    read(reader: Reader) {
      let at = "";
      try {
        if (isRecursive) {
          reader.enter();
        }
        const list = all();
        reader.readObjectHeader(list.length);
        const value: Record<string, unknown> = {};
        for (const [key, codec] of list) {
          at = key;
          value[key] = codec.read(reader);
        }
        if (isRecursive) {
          reader.leave();
        }
        return value as T;
      } catch (failure) {
        throw withinMember(failure, name, at);
      }
    },
  };
}

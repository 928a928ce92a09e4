import type { Codec } from "./codec.js";
import { isNull, PeerDataError } from "./data-error.js";
import { nullObject, wideUnionTag } from "./reader.js";

/** A value of one of several types, which its member `$type` tells apart. */
export interface OneOf {
  readonly $type: string;
}

/** The types of a union by the names that `$type` has: the tag of each on the wire, and its codec. */
export type UnionTypes<T extends OneOf> = { readonly [N in T["$type"]]: readonly [tag: number, codec: Codec<any>] };

/**
 * A value of one of several types.
 * @param types The types; a function where a value may contain others of the union.
 */
export function union<T extends OneOf>(name: string, types: UnionTypes<T> | (() => UnionTypes<T>)): Codec<T> {
  const isRecursive = typeof types === "function";
  let resolved: UnionTypes<T> | undefined;
  let byTag: Map<number, [type: string, codec: Codec<any>]> | undefined;
  const all = (): UnionTypes<T> => (resolved ??= isRecursive ? types() : types);
  return {
    minimumSize: 2,
    nullForm: "object",
    write(writer, value) {
      if (value == null) {
        throw isNull();
      }
      const found = Object.entries<readonly [number, Codec<any>]>(all()).find(([type]) => type === value.$type)?.[1];
      if (!found) {
        throw new PeerDataError(`${String(value.$type)} is no type of the union ${name}`);
      }
      if (isRecursive) {
        writer.enter();
      }
      if (found[0] < wideUnionTag) {
        writer.writeByte(found[0]);
      } else {
        writer.writeByte(wideUnionTag);
        const at = writer.take(2);
        writer.view.setUint16(at, found[0], true);
      }
      found[1].write(writer, value);
      if (isRecursive) {
        writer.leave();
      }
    },
    read(reader) {
      if (isRecursive) {
        reader.enter();
      }
      let tag = reader.readByte();
      if (tag === nullObject) {
        throw isNull();
      }
      if (tag > wideUnionTag) {
        throw new PeerDataError("the bytes are no valid union tag");
      }
      tag = tag === wideUnionTag ? reader.view.getUint16(reader.take(2), true) : tag;
      byTag ??= new Map(Object.entries<readonly [number, Codec<any>]>(all()).map(([type, [tag0, codec]]) => [tag0, [type, codec]]));
      const found = byTag.get(tag);
      if (!found) {
        throw new PeerDataError(`${tag} is no tag of the union ${name}`);
      }
      const value = { $type: found[0], ...found[1].read(reader) } as T;
      if (isRecursive) {
        reader.leave();
      }
      return value;
    },
  };
}

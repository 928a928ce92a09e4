import type { Codec } from "./codec.js";
import { invalid, isNull, PeerDataError } from "./data-error.js";
import { nullObject, wideUnionTag } from "./marks.js";

/** A value of one of several types, which its member `$type` tells apart. */
export interface OneOf {
  readonly $type: string;
}

/** The types of a union by the names that `$type` has: the tag of each on the wire, and its codec. */
export type UnionTypes<T extends OneOf> = { readonly [N in T["$type"]]: readonly [tag: number, codec: Codec<any>] };

/** A value of one of several types. */
export function union<T extends OneOf>(name: string, types: () => UnionTypes<T>): Codec<T> {
  let byName: Map<string, readonly [tag: number, codec: Codec<any>]> | undefined;
  let byTag: Map<number, readonly [type: string, codec: Codec<any>]> | undefined;
  const all = (): Map<string, readonly [tag: number, codec: Codec<any>]> => (byName ??= new Map(Object.entries(types())));
  return {
    minimumSize: 2,
    nullForm: "object",
    write(writer, value) {
      if (value == null) {
        throw isNull();
      }
      const found = all().get(value.$type);
      if (!found) {
        throw new PeerDataError(`${String(value.$type)} is no type of the union ${name}`);
      }
      const [tag, codec] = found;
      if (tag < wideUnionTag) {
        writer.writeByte(tag);
      } else {
        writer.writeByte(wideUnionTag);
        const at = writer.take(2);
        writer.view.setUint16(at, tag, true);
      }
      codec.write(writer, value);
    },
    read(reader) {
      const first = reader.readByte();
      if (first === nullObject) {
        throw isNull();
      }
      if (first > wideUnionTag) {
        throw invalid("union tag");
      }
      const tag = first === wideUnionTag ? reader.view.getUint16(reader.take(2), true) : first;
      byTag ??= new Map([...all()].map(([type, [tag0, codec]]) => [tag0, [type, codec]]));
      const found = byTag.get(tag);
      if (!found) {
        throw new PeerDataError(`${tag} is no tag of the union ${name}`);
      }
      return { $type: found[0], ...found[1].read(reader) };
    },
  };
}

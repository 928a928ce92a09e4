import type { Codec } from "../codecs/codec.js";

/** A parameter that a caller may leave out, and what is written then. */
export function optional<T>(codec: Codec<T>, initial: T): Codec<T> {
  return {
    minimumSize: codec.minimumSize,
    write(writer, value) {
      codec.write(writer, value === undefined ? initial : value);
    },
    read(reader) {
      return codec.read(reader);
    },
  };
}

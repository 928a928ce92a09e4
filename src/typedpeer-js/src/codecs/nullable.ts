import type { Codec } from "./codec.js";
import { nullObject } from "./marks.js";
import type { Reader } from "./reader.js";
import { bool } from "./numbers.js";
import type { Writer } from "./writer.js";
import { tryReadNullObject, tryReadNullCollection, readObjectHeader } from "./reading.js";
import { writeZeros, writeNullObject, writeNullCollection } from "./writing.js";

/** A value or null. */
export function nullable<T>(codec: Codec<T>): Codec<T | null> {
  const { layout } = codec;
  const made = codec.nullForm !== undefined ? reference(codec) : layout ? unmanaged(codec, layout.size, layout.alignment) : nullableStruct(codec);
  return codec.identify ? { ...made, identify: value => (value == null ? null : codec.identify!(value)) } : made;
}

/** A reference, which has a form for null. */
function reference<T>(codec: Codec<T>): Codec<T | null> {
  const { nullForm } = codec;
  return {
    minimumSize: 1,
    write(writer, value) {
      if (value != null) {
        codec.write(writer, value);
      } else if (nullForm === "collection") {
        writeNullCollection(writer);
      } else {
        writer.writeByte(nullForm === "object" ? nullObject : 0);
      }
    },
    read(reader) {
      return tryReadNull(reader) ? null : codec.read(reader);
    },
  };

  function tryReadNull(reader: Reader): boolean {
    if (nullForm === "reference") {
      const isNull = reader.remaining > 0 && reader.bytes[reader.position] === 0;
      reader.position += isNull ? 1 : 0;
      return isNull;
    }
    return nullForm === "collection" ? tryReadNullCollection(reader) : tryReadNullObject(reader);
  }
}

/** A struct of fixed layout, with a flag before it. */
function unmanaged<T>(codec: Codec<T>, size: number, alignment: number): Codec<T | null> {
  return {
    minimumSize: size + alignment,
    layout: { size: size + alignment, alignment },
    write(writer: Writer, value: T | null) {
      bool.write(writer, value != null);
      writeZeros(writer, alignment - 1);
      if (value != null) {
        codec.write(writer, value);
      } else {
        writeZeros(writer, size);
      }
    },
    read(reader: Reader) {
      const hasValue = bool.read(reader);
      reader.take(alignment - 1);
      if (hasValue) {
        return codec.read(reader);
      }
      reader.take(size);
      return null;
    },
  };
}

/** A struct that has a size of its own, or null: an object of one member. */
export function nullableStruct<T>(codec: Codec<T>): Codec<T | null> {
  return {
    minimumSize: 1,
    write(writer, value) {
      if (value == null) {
        writeNullObject(writer);
      } else {
        writer.writeByte(1);
        codec.write(writer, value);
      }
    },
    read(reader) {
      if (tryReadNullObject(reader)) {
        return null;
      }
      readObjectHeader(reader, 1);
      return codec.read(reader);
    },
  };
}

import type { Codec } from "./codec.js";
import { invalid, unfit } from "./data-error.js";
import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";

function integer(type: string, size: number, least: number, most: number, get: (view: DataView, at: number) => number, set: (view: DataView, at: number, value: number) => void): Codec<number> {
  return scalar(type, size, size, value => Number.isInteger(value) && value >= least && value <= most, get, set);
}

/** A number of 64 bits, which JavaScript's numbers do not hold: a `bigint`. */
function long(type: string, isSigned: boolean, get: (view: DataView, at: number) => bigint, set: (view: DataView, at: number, value: bigint) => void): Codec<bigint> {
  return scalar(type, 8, 8, value => typeof value === "bigint" && value === (isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)), get, set);
}

/** @internal */
export function scalar<T>(type: string, size: number, alignment: number, isFit: (value: T) => boolean, get: (view: DataView, at: number) => T, set: (view: DataView, at: number, value: T) => void): Codec<T> {
  return {
    minimumSize: size,
    layout: { size, alignment },
    write(writer: Writer, value: T) {
      if (!isFit(value)) {
        throw unfit(type);
      }
      const at = writer.take(size);
      set(writer.view, at, value);
    },
    read(reader: Reader) {
      return get(reader.view, reader.take(size));
    },
  };
}

// What is no number is written in the one form that .NET gives it.
const isNumber = (value: unknown): boolean => typeof value === "number";

/** `sbyte`. */
export const int8: Codec<number> = /* @__PURE__ */ integer("int8", 1, -0x80, 0x7f, (view, at) => view.getInt8(at), (view, at, value) => view.setInt8(at, value));

/** `byte`. */
export const uint8: Codec<number> = /* @__PURE__ */ integer("uint8", 1, 0, 0xff, (view, at) => view.getUint8(at), (view, at, value) => view.setUint8(at, value));

/** `short`. */
export const int16: Codec<number> = /* @__PURE__ */ integer("int16", 2, -0x8000, 0x7fff, (view, at) => view.getInt16(at, true), (view, at, value) => view.setInt16(at, value, true));

/** `ushort`. */
export const uint16: Codec<number> = /* @__PURE__ */ integer("uint16", 2, 0, 0xffff, (view, at) => view.getUint16(at, true), (view, at, value) => view.setUint16(at, value, true));

/** `int`. */
export const int32: Codec<number> = /* @__PURE__ */ integer("int32", 4, -0x80000000, 0x7fffffff, (view, at) => view.getInt32(at, true), (view, at, value) => view.setInt32(at, value, true));

/** `uint`. */
export const uint32: Codec<number> = /* @__PURE__ */ integer("uint32", 4, 0, 0xffffffff, (view, at) => view.getUint32(at, true), (view, at, value) => view.setUint32(at, value, true));

/** `long`. */
export const int64: Codec<bigint> = /* @__PURE__ */ long("int64", true, (view, at) => view.getBigInt64(at, true), (view, at, value) => view.setBigInt64(at, value, true));

/** `ulong`. */
export const uint64: Codec<bigint> = /* @__PURE__ */ long("uint64", false, (view, at) => view.getBigUint64(at, true), (view, at, value) => view.setBigUint64(at, value, true));

/** `float`. */
export const float32: Codec<number> = /* @__PURE__ */ scalar("float32", 4, 4, isNumber, (view, at) => view.getFloat32(at, true), (view, at, value) => (value === value ? view.setFloat32(at, value, true) : view.setUint32(at, 0xffc00000, true)));

/** `double`. */
export const float64: Codec<number> = /* @__PURE__ */ scalar("float64", 8, 8, isNumber, (view, at) => view.getFloat64(at, true), (view, at, value) => {
  view.setFloat64(at, value, true);
  if (value !== value) {
    view.setUint32(at + 4, 0xfff80000, true);
  }
});

/** `bool`. */
export const bool: Codec<boolean> = {
  minimumSize: 1,
  layout: { size: 1, alignment: 1 },
  write(writer, value) {
    if (typeof value !== "boolean") {
      throw unfit("bool");
    }
    writer.writeByte(value ? 1 : 0);
  },
  read(reader) {
    const value = reader.readByte();
    if (value > 1) {
      throw invalid("bool");
    }
    return value === 1;
  },
};

/** An `enum`, which is its number. */
export function enumeration<E extends number | bigint>(codec: Codec<any>): Codec<E> {
  return codec;
}

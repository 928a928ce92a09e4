import type { Codec } from "./codec.js";
import { unfit } from "./data-error.js";
import { scalar } from "./numbers.js";
import { readBytes, readCollectionHeader } from "./reading.js";

const low = 0xffffffffffffffffn;

/** `Int128`. */
export const int128: Codec<bigint> = /* @__PURE__ */ scalar(
  "int128", 16, 16, value => typeof value === "bigint" && value === BigInt.asIntN(128, value),
  (view, at) => (view.getBigInt64(at + 8, true) << 64n) | view.getBigUint64(at, true), setWide);

/** `UInt128`. */
export const uint128: Codec<bigint> = /* @__PURE__ */ scalar(
  "uint128", 16, 16, value => typeof value === "bigint" && value === BigInt.asUintN(128, value),
  (view, at) => (view.getBigUint64(at + 8, true) << 64n) | view.getBigUint64(at, true), setWide);

/** `Half`, which is rounded to when it is written. */
export const float16: Codec<number> = /* @__PURE__ */ scalar(
  "float16", 2, 2, value => typeof value === "number", (view, at) => fromHalf(view.getUint16(at, true)), (view, at, value) => view.setUint16(at, toHalf(value), true));

/** `BigInteger`: so many bytes in two's complement. */
export const bigInteger: Codec<bigint> = {
  minimumSize: 4,
  write(writer, value) {
    if (typeof value !== "bigint") {
      throw unfit("BigInteger");
    }
    // The sign takes a bit, too; what is negative and its complement take the same number of bytes.
    const magnitude = (value < 0n ? ~value : value).toString(2).length;
    const size = value === 0n || value === -1n ? 1 : (magnitude >> 3) + 1;
    const text = BigInt.asUintN(size * 8, value).toString(16).padStart(size * 2, "0");
    writer.writeInt32(size);
    const start = writer.take(size);
    for (let i = 0; i < size; i++) {
      writer.bytes[start + i] = parseInt(text.substring((size - i - 1) * 2, (size - i) * 2), 16);
    }
  },
  read(reader) {
    const size = readCollectionHeader(reader, 1);
    // The digits come between the bytes and the number.
    reader.charge(size * 6);
    let text = "0x0";
    const bytes = readBytes(reader, size);
    for (let i = size - 1; i >= 0; i--) {
      text += bytes[i]!.toString(16).padStart(2, "0");
    }
    return BigInt.asIntN(size * 8, BigInt(text));
  },
};

function setWide(view: DataView, at: number, value: bigint): void {
  view.setBigUint64(at, value & low, true);
  view.setBigUint64(at + 8, BigInt.asUintN(64, value >> 64n), true);
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return exponent === 31 ? (fraction ? NaN : sign * Infinity) : sign * (exponent ? 2 ** (exponent - 25) * (fraction + 1024) : 2 ** -24 * fraction);
}

function toHalf(value: number): number {
  if (value !== value) {
    return 0xfe00;
  }
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  // Half of the last step above the largest number is the first that rounds to infinity.
  if (magnitude >= 65520) {
    return sign | 0x7c00;
  }
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const scaled = toEven(magnitude / 2 ** (exponent - 10));
  // A fraction that rounds up to the next power carries into the exponent by itself.
  return sign | (scaled < 1024 ? scaled : scaled + ((exponent + 14) << 10));
}

function toEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

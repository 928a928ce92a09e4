import type { Codec } from "./codec.js";
import { invalid, unfit } from "./data-error.js";

const most = 2n ** 96n;
const maxScale = 28;

/** A `decimal` of .NET, exactly: a whole number of 96 bits, with a sign, divided by a power of ten. `1.50` and `1.5` are equal, and not the same. */
export class Decimal {
  /** All digits as a whole number, without the sign. */
  readonly magnitude: bigint;

  /** How many of the digits are behind the point: 0 to 28. */
  readonly scale: number;

  /** Whether it has a minus, which zero may have, too. */
  readonly isNegative: boolean;

  constructor(magnitude: bigint, scale = 0, isNegative = false) {
    if (magnitude < 0n || magnitude >= most || !Number.isInteger(scale) || scale < 0 || scale > maxScale) {
      throw new RangeError(`${magnitude} with ${scale} digits behind the point is no decimal.`);
    }
    this.magnitude = magnitude;
    this.scale = scale;
    this.isNegative = isNegative;
  }

  /** Takes text such as `-12.50` or `1e-7`, or a number as JavaScript prints it. Throws `RangeError` where a decimal does not hold it exactly, and `SyntaxError` where it is none. */
  static from(value: string | number | bigint): Decimal {
    const match = /^(-?)(\d+)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(String(value));
    if (!match) {
      throw new SyntaxError(`${value} is no decimal.`);
    }
    const [, sign, whole, fraction = "", exponent = "0"] = match;
    let magnitude = BigInt(whole! + fraction);
    let scale = fraction.length - Number(exponent);
    for (; scale < 0; scale++) {
      magnitude *= 10n;
    }
    for (; scale > maxScale && magnitude % 10n === 0n; scale--) {
      magnitude /= 10n;
    }
    return new Decimal(magnitude, scale, sign === "-");
  }

  /** The nearest number, which may be another one. */
  toNumber(): number {
    return Number(this.toString());
  }

  /** All its digits: `-12.50`. */
  toString(): string {
    const digits = this.magnitude.toString().padStart(this.scale + 1, "0");
    const point = digits.length - this.scale;
    return (this.isNegative && this.magnitude !== 0n ? "-" : "") + digits.slice(0, point) + (this.scale > 0 ? `.${digits.slice(point)}` : "");
  }

  toJSON(): string {
    return this.toString();
  }

  /** Whether both are the same number, whatever digits they are written with. */
  equals(other: Decimal): boolean {
    return normalize(this) === normalize(other);
  }
}

/** `decimal`. */
export const decimal: Codec<Decimal> = {
  minimumSize: 16,
  layout: { size: 16, alignment: 8 },
  identify: normalize,
  write(writer, value) {
    if (!(value instanceof Decimal)) {
      throw unfit("decimal");
    }
    const at = writer.take(16);
    writer.view.setUint32(at, (value.scale << 16) | (value.isNegative ? 0x80000000 : 0), true);
    writer.view.setUint32(at + 4, Number(value.magnitude >> 64n), true);
    writer.view.setBigUint64(at + 8, BigInt.asUintN(64, value.magnitude), true);
  },
  read(reader) {
    const at = reader.take(16);
    const flags = reader.view.getUint32(at, true);
    const scale = (flags >> 16) & 0xff;
    if ((flags & 0x7f00ffff) !== 0 || scale > maxScale) {
      throw invalid("decimal");
    }
    const magnitude = (BigInt(reader.view.getUint32(at + 4, true)) << 64n) | reader.view.getBigUint64(at + 8, true);
    reader.charge(64);
    return new Decimal(magnitude, scale, flags >>> 31 === 1);
  },
};

function normalize(value: Decimal): string {
  let { magnitude, scale } = value;
  for (; scale > 0 && magnitude % 10n === 0n; scale--) {
    magnitude /= 10n;
  }
  return magnitude === 0n ? "0" : `${value.isNegative ? "-" : ""}${magnitude}e-${scale}`;
}

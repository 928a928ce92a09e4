import type { Codec } from "../codec.js";
import { unfit } from "../data-error.js";
import { ticksPerMillisecond } from "./ticks.js";

/** A `TimeSpan` of .NET, exactly: so many ticks of 100 nanoseconds, which may be negative. */
export class Duration {
  static readonly zero = /* @__PURE__ */ new Duration(0n);

  readonly ticks: bigint;

  constructor(ticks: bigint) {
    if (ticks !== BigInt.asIntN(64, ticks)) {
      throw new RangeError(`${ticks} ticks are too many.`);
    }
    this.ticks = ticks;
  }

  /** Rounds to ticks. */
  static fromMilliseconds(milliseconds: number): Duration {
    const whole = Math.trunc(milliseconds);
    return new Duration(BigInt(whole) * ticksPerMillisecond + BigInt(Math.round((milliseconds - whole) * 10_000)));
  }

  /** Rounds to ticks. */
  static fromSeconds(seconds: number): Duration {
    return Duration.fromMilliseconds(seconds * 1000);
  }

  /** The nearest number of milliseconds, with a fraction. */
  get milliseconds(): number {
    return Number(this.ticks) / 10_000;
  }

  /** What `<` and `>` compare. */
  valueOf(): bigint {
    return this.ticks;
  }

  equals(other: Duration): boolean {
    return this.ticks === other.ticks;
  }

  /** As .NET prints it: `1.02:03:04.5000000`. */
  toString(): string {
    const magnitude = this.ticks < 0n ? -this.ticks : this.ticks;
    const seconds = magnitude / 10_000_000n;
    const fraction = magnitude % 10_000_000n;
    const two = (part: bigint): string => part.toString().padStart(2, "0");
    const days = seconds / 86_400n;
    return `${this.ticks < 0n ? "-" : ""}${days > 0n ? `${days}.` : ""}${two((seconds / 3600n) % 24n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`
      + (fraction > 0n ? `.${fraction.toString().padStart(7, "0")}` : "");
  }

  toJSON(): string {
    return this.toString();
  }
}

/** `TimeSpan`. */
export const duration: Codec<Duration> = {
  minimumSize: 8,
  layout: { size: 8, alignment: 8 },
  identify: value => value.ticks,
  write(writer, value) {
    if (!(value instanceof Duration)) {
      throw unfit("TimeSpan");
    }
    const at = writer.take(8);
    writer.view.setBigInt64(at, value.ticks, true);
  },
  read(reader) {
    reader.charge(40);
    return new Duration(reader.view.getBigInt64(reader.take(8), true));
  },
};

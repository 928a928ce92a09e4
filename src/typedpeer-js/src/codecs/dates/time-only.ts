import type { Codec } from "../codec.js";
import { invalid, unfit } from "../data-error.js";
import { parseTime, ticksPerDay, toTimeText } from "./ticks.js";

/** A `TimeOnly` of .NET, exactly: ticks of 100 nanoseconds since midnight. */
export class TimeOnly {
  readonly ticks: bigint;

  constructor(ticks: bigint) {
    if (ticks < 0n || ticks >= ticksPerDay) {
      throw new RangeError(`${ticks} ticks are no time of a day.`);
    }
    this.ticks = ticks;
  }

  /** Takes `13:14`, as `<input type="time">` has it, `13:14:15` or `13:14:15.1234567`. */
  static parse(text: string): TimeOnly {
    const ticks = parseTime(text);
    if (ticks === undefined) {
      throw new SyntaxError(`${text} is no time of a day.`);
    }
    return new TimeOnly(ticks);
  }

  /** What `<` and `>` compare. */
  valueOf(): bigint {
    return this.ticks;
  }

  equals(other: TimeOnly): boolean {
    return this.ticks === other.ticks;
  }

  /** `13:14:15.0000000`. */
  toString(): string {
    return toTimeText(this.ticks);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** `TimeOnly`. */
export const timeOnly: Codec<TimeOnly> = {
  minimumSize: 8,
  layout: { size: 8, alignment: 8 },
  identify: value => value.ticks,
  write(writer, value) {
    if (!(value instanceof TimeOnly)) {
      throw unfit("TimeOnly");
    }
    const at = writer.take(8);
    writer.view.setBigInt64(at, value.ticks, true);
  },
  read(reader) {
    const ticks = reader.view.getBigInt64(reader.take(8), true);
    if (ticks < 0n || ticks >= ticksPerDay) {
      throw invalid("TimeOnly");
    }
    reader.charge(40);
    return new TimeOnly(ticks);
  },
};

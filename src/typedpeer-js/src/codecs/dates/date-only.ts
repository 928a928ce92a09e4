import type { Codec } from "../codec.js";
import { invalid, unfit } from "../data-error.js";
import { parseDay, ticksPerDay, toIsoText } from "./ticks.js";

const maxDay = 3_652_058;

/** A `DateOnly` of .NET: a day between the years 1 and 9999. */
export class DateOnly {
  /** Days since the first day of the year 1. */
  readonly dayNumber: number;

  constructor(dayNumber: number) {
    if (!Number.isInteger(dayNumber) || dayNumber < 0 || dayNumber > maxDay) {
      throw new RangeError(`${dayNumber} is no day between the years 1 and 9999.`);
    }
    this.dayNumber = dayNumber;
  }

  /** Takes `2026-11-21`, as `<input type="date">` has it. */
  static parse(text: string): DateOnly {
    const day = parseDay(text);
    if (day === undefined) {
      throw new SyntaxError(`${text} is no day.`);
    }
    return new DateOnly(day);
  }

  /** What `<` and `>` compare. */
  valueOf(): number {
    return this.dayNumber;
  }

  equals(other: DateOnly): boolean {
    return this.dayNumber === other.dayNumber;
  }

  /** `2026-11-21`. */
  toString(): string {
    return toIsoText(BigInt(this.dayNumber) * ticksPerDay).slice(0, 10);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** `DateOnly`. */
export const dateOnly: Codec<DateOnly> = {
  minimumSize: 4,
  layout: { size: 4, alignment: 4 },
  identify: value => value.dayNumber,
  write(writer, value) {
    if (!(value instanceof DateOnly)) {
      throw unfit("DateOnly");
    }
    writer.writeInt32(value.dayNumber);
  },
  read(reader) {
    const day = reader.readInt32();
    if (day < 0 || day > maxDay) {
      throw invalid("DateOnly");
    }
    reader.charge(32);
    return new DateOnly(day);
  },
};

import type { Codec } from "../codec.js";
import { invalid, unfit } from "../data-error.js";
import { fromUnixMilliseconds, maxTicks, toIsoText, toUnixMilliseconds } from "./ticks.js";

const ticksPerMinute = 600_000_000n;
const maxOffset = 14 * 60;

/** A `DateTimeOffset` of .NET, exactly: an instant, in ticks of 100 nanoseconds since the first day of the year 1 in UTC, and how far the clock beside it was from UTC. */
export class DateTimeOffset {
  /** The instant. */
  readonly utcTicks: bigint;

  /** How many minutes the clock was ahead of UTC: -840 to 840. */
  readonly offsetMinutes: number;

  constructor(utcTicks: bigint, offsetMinutes = 0) {
    if (!isValid(utcTicks, offsetMinutes)) {
      throw new RangeError(`${utcTicks} ticks at an offset of ${offsetMinutes} minutes are no time.`);
    }
    this.utcTicks = utcTicks;
    this.offsetMinutes = offsetMinutes;
  }

  /** The instant of a date, by default with the offset of this time zone then. */
  static fromDate(date: Date, offsetMinutes = -date.getTimezoneOffset()): DateTimeOffset {
    return new DateTimeOffset(fromUnixMilliseconds(date.getTime()), offsetMinutes);
  }

  static now(): DateTimeOffset {
    return DateTimeOffset.fromDate(new Date());
  }

  /** The instant to the millisecond. */
  toDate(): Date {
    return new Date(toUnixMilliseconds(this.utcTicks));
  }

  /** What `<` and `>` compare: the instant. */
  valueOf(): bigint {
    return this.utcTicks;
  }

  /** Whether both are the same instant, whatever the offsets. */
  equals(other: DateTimeOffset): boolean {
    return this.utcTicks === other.utcTicks;
  }

  /** `2026-11-21T01:02:03.0000000+02:00`. */
  toString(): string {
    const minutes = Math.abs(this.offsetMinutes);
    const two = (part: number): string => String(part).padStart(2, "0");
    return toIsoText(this.utcTicks + BigInt(this.offsetMinutes) * ticksPerMinute) + `${this.offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** `DateTimeOffset`. */
export const dateTimeOffset: Codec<DateTimeOffset> = {
  minimumSize: 16,
  layout: { size: 16, alignment: 8 },
  identify: value => value.utcTicks,
  write(writer, value) {
    if (!(value instanceof DateTimeOffset)) {
      throw unfit("DateTimeOffset");
    }
    writer.writeInt32(value.offsetMinutes);
    writer.writeInt32(0);
    const at = writer.take(8);
    writer.view.setBigInt64(at, value.utcTicks, true);
  },
  read(reader) {
    const at = reader.take(16);
    const offset = reader.view.getInt32(at, true);
    const ticks = reader.view.getBigInt64(at + 8, true);
    if (!isValid(ticks, offset)) {
      throw invalid("DateTimeOffset");
    }
    reader.charge(48);
    return new DateTimeOffset(ticks, offset);
  },
};

function isValid(utcTicks: bigint, offset: number): boolean {
  if (!Number.isInteger(offset) || Math.abs(offset) > maxOffset) {
    return false;
  }
  const clock = utcTicks + BigInt(offset) * ticksPerMinute;
  return utcTicks >= 0n && utcTicks <= maxTicks && clock >= 0n && clock <= maxTicks;
}

import type { Codec } from "../codec.js";
import { invalid, unfit } from "../data-error.js";
import { fromUnixMilliseconds, maxTicks, toIsoText, toUnixMilliseconds } from "./ticks.js";

/** What a `DateTime` says of where its clock is. */
export type DateTimeKind = "unspecified" | "utc" | "local";

const kinds: readonly DateTimeKind[] = ["unspecified", "utc", "local", "local"];

/**
 * A `DateTime` of .NET, exactly: ticks of 100 nanoseconds since the first day of the year 1, as a clock shows them. Only one of kind `utc` is an
 * instant: one of kind `local` is what the clock of its writer showed. For instants a `DateTimeOffset` is better.
 */
export class DateTime {
  readonly ticks: bigint;
  readonly kind: DateTimeKind;

  constructor(ticks: bigint, kind: DateTimeKind = "unspecified") {
    if (ticks < 0n || ticks > maxTicks) {
      throw new RangeError(`${ticks} ticks are before the year 1 or after the year 9999.`);
    }
    this.ticks = ticks;
    this.kind = kind;
  }

  /** The instant of a date, in UTC. */
  static fromDate(date: Date): DateTime {
    return new DateTime(fromUnixMilliseconds(date.getTime()), "utc");
  }

  static now(): DateTime {
    return DateTime.fromDate(new Date());
  }

  /** The instant to the millisecond; where the kind is not `utc`, that at which a clock of this time zone shows the same. */
  toDate(): Date {
    const date = new Date(toUnixMilliseconds(this.ticks));
    if (this.kind === "utc") {
      return date;
    }
    const local = new Date(0);
    local.setFullYear(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
    local.setHours(date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), date.getUTCMilliseconds());
    return local;
  }

  /** What `<` and `>` compare: what the clock shows, whatever the kind, as .NET does. */
  valueOf(): bigint {
    return this.ticks;
  }

  /** Whether both clocks show the same, whatever the kind, as .NET has it. */
  equals(other: DateTime): boolean {
    return this.ticks === other.ticks;
  }

  /** `2026-11-21T01:02:03.0000000`, with a `Z` where it is UTC. */
  toString(): string {
    return toIsoText(this.ticks) + (this.kind === "utc" ? "Z" : "");
  }

  toJSON(): string {
    return this.toString();
  }
}

/** `DateTime`. */
export const dateTime: Codec<DateTime> = {
  minimumSize: 8,
  layout: { size: 8, alignment: 8 },
  identify: value => value.ticks,
  write(writer, value) {
    if (!(value instanceof DateTime)) {
      throw unfit("DateTime");
    }
    const at = writer.take(8);
    writer.view.setBigUint64(at, value.ticks | (BigInt(kinds.indexOf(value.kind)) << 62n), true);
  },
  read(reader) {
    const bits = reader.view.getBigUint64(reader.take(8), true);
    const ticks = BigInt.asUintN(62, bits);
    if (ticks > maxTicks) {
      throw invalid("DateTime");
    }
    reader.charge(48);
    return new DateTime(ticks, kinds[Number(bits >> 62n)]!);
  },
};

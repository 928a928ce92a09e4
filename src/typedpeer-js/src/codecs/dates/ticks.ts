/** A tick is 100 nanoseconds: what .NET counts time in. */
export const ticksPerMillisecond = 10_000n;

export const ticksPerDay = 864_000_000_000n;

/** 1970-01-01 as .NET counts: from the first day of the first year. */
export const unixEpochTicks = 621_355_968_000_000_000n;

/** The last tick of the year 9999. */
export const maxTicks = 3_155_378_975_999_999_999n;

/** Milliseconds of a `Date` as ticks. */
export function fromUnixMilliseconds(milliseconds: number): bigint {
  if (Number.isNaN(milliseconds)) {
    throw new RangeError("The date is invalid.");
  }
  return BigInt(Math.trunc(milliseconds)) * ticksPerMillisecond + unixEpochTicks;
}

/** Ticks as milliseconds of a `Date`: what is finer is cut off. */
export function toUnixMilliseconds(ticks: bigint): number {
  return Number((ticks - unixEpochTicks) / ticksPerMillisecond - ((ticks - unixEpochTicks) % ticksPerMillisecond < 0n ? 1n : 0n));
}

/** `2026-11-21T01:02:03.0000000`, every tick of it. */
export function toIsoText(ticks: bigint): string {
  return new Date(toUnixMilliseconds(ticks)).toISOString().slice(0, 19) + fractionOf(ticks);
}

/** The time within a day: `01:02:03.0000000`. */
export function toTimeText(ticks: bigint): string {
  return toIsoText(unixEpochTicks + ticks).slice(11);
}

/** Takes `01:02`, `01:02:03` or `01:02:03.0000000`; undefined where it is no time of a day. */
export function parseTime(text: string): bigint | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,7}))?)?$/.exec(text);
  if (!match) {
    return undefined;
  }
  const [, hours, minutes, seconds = "0", fraction = ""] = match;
  return BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 10_000_000n + BigInt(fraction.padEnd(7, "0"));
}

/** Takes `2026-11-21`; undefined where it is no day. Returns days since the first of the first year. */
export function parseDay(text: string): number | undefined {
  const match = /^\d{4}-\d{2}-\d{2}$/.exec(text);
  const milliseconds = match ? Date.parse(`${text}T00:00:00Z`) : NaN;
  const isDay = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text) && !text.startsWith("0000");
  return isDay ? Number(fromUnixMilliseconds(milliseconds) / ticksPerDay) : undefined;
}

function fractionOf(ticks: bigint): string {
  return `.${(ticks % 10_000_000n).toString().padStart(7, "0")}`;
}

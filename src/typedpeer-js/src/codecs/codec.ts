import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";

/** How null is written where a value may be null. */
export type NullForm = "object" | "collection" | "reference";

/** The memory a value takes where it is a field of a struct or an item beside others, as .NET lays it out. */
export interface Layout {
  readonly size: number;
  readonly alignment: number;
}

/** Writes and reads one type. Codecs have no state, and are composed of others. */
export interface Codec<T> {
  /** The fewest bytes a value takes: a count is checked against it before anything is made. */
  readonly minimumSize: number;

  /** How null is written; absent for types that have no null of their own. */
  readonly nullForm?: NullForm;

  /** The memory layout; absent where the size differs from value to value. */
  readonly layout?: Layout;

  /** What stands for a value where it is a key: the same for all that .NET takes for one key. Absent where JavaScript's own equality does. */
  identify?(value: T): unknown;

  /** Appends a value. Throws `PeerDataError` where it is none of the type. */
  write(writer: Writer, value: T): void;

  /** Reads a value. Throws `PeerDataError` where the bytes are none. */
  read(reader: Reader): T;
}

/** The type of the values of a codec. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;

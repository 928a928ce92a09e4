import type { Codec } from "./codec.js";
import { isNull, PeerDataError, withinMember } from "./data-error.js";
import { maxMembers } from "./marks.js";
import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";
import { readLength } from "./reading.js";

/** The members of a tolerant type: the slot of each, its codec, and whether a value cannot be made without it. */
export type TolerantMembers<T> = { readonly [K in keyof T]-?: readonly [slot: number, codec: Codec<Exclude<T[K], undefined>>, needed?: "needed"] };

interface Slot {
  readonly key: string;
  readonly codec: Codec<unknown>;
  readonly isNeeded: boolean;
}

// The most bytes the length of a member takes.
const lengthSize = 5;

/**
 * A type that may change: each member comes with its length, so what is new to a reader is skipped, and what a writer does not have is absent:
 * `undefined`.
 */
export function tolerant<T extends object>(name: string, members: () => TolerantMembers<T>): Codec<T> {
  let slots: (Slot | undefined)[] | undefined;
  const all = (): (Slot | undefined)[] => (slots ??= toSlots(members()));
  return {
    minimumSize: 1,
    nullForm: "object",
    write(writer, value) {
      if (value == null) {
        throw isNull();
      }
      writeMembers(writer, name, all(), value as Record<string, unknown>);
    },
    read(reader) {
      return readMembers(reader, name, all()) as T;
    },
  };
}

function toSlots(members: Record<string, readonly [number, Codec<any>, "needed"?]>): (Slot | undefined)[] {
  const slots: (Slot | undefined)[] = [];
  for (const [key, [slot, codec, needed]] of Object.entries(members)) {
    slots[slot] = { key, codec, isNeeded: needed !== undefined };
  }
  return Array.from(slots);
}

function writeMembers(writer: Writer, name: string, slots: readonly (Slot | undefined)[], value: Record<string, unknown>): void {
  const start = writer.take(1 + slots.length * lengthSize);
  const begin = writer.position;
  const lengths = slots.map(slot => {
    const before = writer.position;
    const member = slot && value[slot.key];
    if (slot && (member !== undefined || slot.isNeeded)) {
      try {
        slot.codec.write(writer, member);
      } catch (failure) {
        throw withinMember(failure, name, slot.key);
      }
    }
    return writer.position - before;
  });

  // The lengths are known now: they take the room that was left, and what follows closes up.
  const end = writer.position;
  writer.position = start;
  writer.writeByte(slots.length);
  lengths.forEach(length => writeLength(writer, length));
  const head = writer.position;
  writer.bytes.copyWithin(head, begin, end);
  writer.position = head + end - begin;
}

function readMembers(reader: Reader, name: string, slots: readonly (Slot | undefined)[]): Record<string, unknown> {
  let at = "";
  try {
    const count = reader.readByte();
    if (count > maxMembers) {
      throw isNull();
    }
    reader.charge(24 + 16 * slots.length);
    const lengths: number[] = [];
    let total = 0;
    for (let i = 0; i < count; i++) {
      const length = readLength(reader);
      total += length;
      lengths.push(length);
    }
    if (total > reader.remaining) {
      throw new PeerDataError("the bytes are no valid tolerant object");
    }
    const value: Record<string, unknown> = {};
    slots.forEach((slot, i) => {
      const length = lengths[i] ?? 0;
      const end = reader.position + length;
      at = slot?.key ?? "";
      if (!slot) {
        reader.take(length);
      } else if (length > 0) {
        value[at] = slot.codec.read(reader);
        if (reader.position !== end) {
          throw new PeerDataError("a member takes another length than the peer said");
        }
      } else if (slot.isNeeded) {
        throw new PeerDataError(`the peer sent no '${at}', which is never null`);
      }
    });
    at = "";
    lengths.slice(slots.length).forEach(length => reader.take(length));
    return value;
  } catch (failure) {
    throw withinMember(failure, name, at);
  }
}

function writeLength(writer: Writer, length: number): void {
  if (length <= 0x7f) {
    writer.writeByte(length);
  } else if (length <= 0x7fff) {
    writer.writeByte(0x84);
    const at = writer.take(2);
    writer.view.setInt16(at, length, true);
  } else {
    writer.writeByte(0x82);
    writer.writeInt32(length);
  }
}

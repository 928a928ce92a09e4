import type { Codec } from "../codecs/codec.js";
import { invalid, isNull, PeerDataError } from "../codecs/data-error.js";
import type { Reader } from "../codecs/reader.js";
import type { Writer } from "../codecs/writer.js";
import type { PeerContract } from "./peer-contract.js";

/** Receives progress. */
export type Progress<T> = (value: T) => void;

/**
 * What a session is to codecs, so that objects travel as references: the `session` of a `Reader` or `Writer`. A reference is a varint: 0 for
 * null, else twice its number, plus 1 where the object is the reader's own.
 */
export interface ReferenceSpace {
  /** Shares an object once more, and returns what is written for it. */
  exportObject(writer: Writer, instance: object, contract: PeerContract<any>): bigint;

  /** Shares a receiver of progress, and returns what is written for it. */
  exportProgress(writer: Writer, receiver: Progress<any>, codec: Codec<any>): bigint;

  /** Returns the proxy for a reference, or this side's own object come home. */
  importObject(reader: Reader, reference: bigint, contract: PeerContract<any>): object;

  /** Returns what reports progress to the peer's receiver. */
  importProgress(reader: Reader, reference: bigint, codec: Codec<any>): Progress<any>;
}

/** An object that stays where it is and is called by its contract. */
export function reference<T extends object>(contract: () => PeerContract<T>): Codec<T> {
  return shared(
    (space, writer, value) => space.exportObject(writer, value, contract()),
    (space, reader, number) => space.importObject(reader, number, contract()) as T,
  );
}

/** A receiver of progress, which stays where it is. */
export function progress<T>(codec: Codec<T>): Codec<Progress<T>> {
  return shared(
    (space, writer, value) => space.exportProgress(writer, value, codec),
    (space, reader, number) => space.importProgress(reader, number, codec),
  );
}

function shared<T>(
  give: (space: ReferenceSpace, writer: Writer, value: T) => bigint,
  take: (space: ReferenceSpace, reader: Reader, reference: bigint) => T,
): Codec<T> {
  return {
    minimumSize: 1,
    nullForm: "reference",
    write(writer, value) {
      if (value == null) {
        throw isNull();
      }
      writeVarint(writer, give(spaceOf(writer), writer, value));
    },
    read(reader) {
      return take(spaceOf(reader), reader, readReference(reader));
    },
  };
}

function spaceOf(owner: Reader | Writer): ReferenceSpace {
  if (owner.session === undefined) {
    throw new PeerDataError("a reference to an object travels only as an argument, a result or an item of a call");
  }
  return owner.session as ReferenceSpace;
}

function writeVarint(writer: Writer, value: bigint): void {
  while (value > 0x7fn) {
    writer.writeByte(Number(value & 0x7fn) | 0x80);
    value >>= 7n;
  }
  writer.writeByte(Number(value));
}

function readReference(reader: Reader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.readByte();
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) {
      if (value === 0n) {
        throw isNull();
      }
      if (value > 0x7fffffffffffffffn) {
        break;
      }
      return value;
    }
  }
  throw invalid("reference");
}

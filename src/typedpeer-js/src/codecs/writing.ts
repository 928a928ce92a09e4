import { nullCollection, nullObject } from "./marks.js";
import type { Writer } from "./writer.js";

// What only some types need of a writer.

export function writeZeros(writer: Writer, count: number): void {
  const start = writer.take(count);
  writer.bytes.fill(0, start, start + count);
}

export const writeNullObject = (writer: Writer): void => writer.writeByte(nullObject);

export const writeNullCollection = (writer: Writer): void => writer.writeInt32(nullCollection);

import { readFileSync } from "node:fs";
import { type Codec, Reader, Writer } from "typedpeer/contract";

/** The bytes of a value. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new Writer();
  codec.write(writer, value);
  return writer.finish();
}

/** The value of bytes, all of which it takes. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const reader = new Reader(bytes);
  const value = codec.read(reader);
  reader.end();
  return value;
}

export function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], byte => parseInt(byte, 16));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}

/** The golden bytes that .NET is held to as well: hexadecimal, by the name of the case. */
export function readVectors(file: string): Map<string, string> {
  const text = readFileSync(new URL(`../../../../../tests/vectors/${file}`, import.meta.url), "utf8");
  return new Map(text.split("\n").filter(line => line !== "" && !line.startsWith("#")).map(line => line.split("\t") as [string, string]));
}

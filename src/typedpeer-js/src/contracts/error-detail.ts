import type { Codec } from "../codecs/codec.js";

/** A type that the errors of a contract may carry. */
export interface ErrorDetail<T> {
  /** The name of the type. */
  readonly name: string;

  /** The first 64 bits, little-endian, of SHA-256 over the name: what says on the wire which type it is. */
  readonly id: bigint;

  readonly codec: Codec<T>;
}

/** Declares a type of details. */
export function errorDetail<T>(name: string, id: bigint, codec: Codec<T>): ErrorDetail<T> {
  return { name, id, codec };
}

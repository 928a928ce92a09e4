import type { Codec } from "../codecs/codec.js";
import type { CallPriority } from "./call-options.js";
import type { ErrorDetail } from "./error-detail.js";

/** One parameter of a method. */
export interface ParameterDescription {
  readonly name: string;

  /** A value travels with the call; a stream follows it; a reference and a receiver of progress stay where they are, and their codec writes a number. */
  readonly kind: "value" | "stream" | "reference" | "progress";

  /** The codec of the value, or of the stream's items. */
  readonly codec: Codec<any>;

  /** Whether the stream is one of bytes, whose blocks may be cut and joined, and where empty ones mean nothing. */
  readonly isBytes?: boolean;
}

/** One method of a contract. */
export interface MethodDescription {
  /** What it is called here. */
  readonly name: string;

  /** What it is called in C#, for messages: `GreetAsync(string)`. */
  readonly signature: string;

  /** What it is called on the wire. */
  readonly id: bigint;

  /** Differs where two peers would misread each other. */
  readonly shape: bigint;

  /** One answer, none, or a stream of items. A one-way method with streams is answered, and nobody waits for it: `unary` and `isOneWay`. */
  readonly kind: "unary" | "oneWay" | "stream";

  /** In the order of C#, without the token of cancellation. Values are written one behind the other; streams are numbered from 1 in their order. */
  readonly parameters: readonly ParameterDescription[];

  /** The codec of the result, or of the result's items; absent where there is none. */
  readonly result?: Codec<any>;

  /** Whether its caller does not wait for the answer. */
  readonly isOneWay?: boolean;

  /** Whether the result is a stream of bytes that is opened: it begins with an empty block, which says that the handler has returned it, and the caller gets a promise of the stream. */
  readonly isBytes?: boolean;

  /** Whether its handlers start without regard to the order. */
  readonly isConcurrent?: boolean;

  /** Whether calling it again does no more than calling it once. */
  readonly isIdempotent?: boolean;

  /** Whether only the newest call counts. */
  readonly isLatestWins?: boolean;

  /** Whether a call may be lost, and overtaken. */
  readonly isUnreliable?: boolean;

  /** The share of the channel; absent for the normal one. */
  readonly priority?: CallPriority;
}

/** A part of the session protocol that a contract needs: streams, references, classes of delivery. What no contract of a page names is not in its script. */
export interface ContractPart {
  readonly part: string;
}

/** A contract as data, and the type of the objects that have it. The compiler of the C# project writes these. */
export interface PeerContract<T> {
  /** The name on the wire. */
  readonly name: string;

  /** The first 64 bits, little-endian, of SHA-256 over the name. */
  readonly nameHash: bigint;

  /** A hash over all methods it declares and their shapes. */
  readonly fingerprint: bigint;

  /** The methods it declares itself. */
  readonly methods: readonly MethodDescription[];

  /** The contracts it inherits from, nearest first, each once. */
  readonly bases: readonly PeerContract<any>[];

  /** What its errors may carry. */
  readonly errors: readonly ErrorDetail<any>[];

  /** The parts of the protocol that its methods need, and those of nobody else's. */
  readonly uses: readonly ContractPart[];

  /** There is no such member: it tells the compiler what the contract is of. */
  readonly __type?: T;
}

/** What a contract is made of; methods and the rest come by a function, so that contracts that name each other may lie in several files. */
export interface ContractParts {
  readonly methods: readonly MethodDescription[];
  readonly bases?: readonly PeerContract<any>[];
  readonly errors?: readonly ErrorDetail<any>[];
  readonly uses?: readonly ContractPart[];
}

/** Makes a contract. */
export function contract<T>(name: string, nameHash: bigint, fingerprint: bigint, parts: () => ContractParts): PeerContract<T> {
  let made: ContractParts | undefined;
  const get = (): ContractParts => (made ??= parts());
  return {
    name,
    nameHash,
    fingerprint,
    get methods() {
      return get().methods;
    },
    get bases() {
      return get().bases ?? [];
    },
    get errors() {
      return get().errors ?? [];
    },
    get uses() {
      return get().uses ?? [];
    },
  };
}

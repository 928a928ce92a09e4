import type { CallPriority } from "../../contracts/call-options.js";
import type { MethodDescription, ParameterDescription, PeerContract } from "../../contracts/peer-contract.js";

/** A method of a contract, or of one that it inherits from, with what both sides of a call ask of it over and over. */
export interface PeerMethod {
  readonly description: MethodDescription;

  /** The contract that declares it. */
  readonly contract: PeerContract<unknown>;

  /** For messages: `IGreeter.GreetAsync(string)`. */
  readonly text: string;

  /** Whether a call travels without an answer. */
  readonly isOneWay: boolean;

  readonly answersWithStream: boolean;

  /** The streamed parameters, in order. */
  readonly streams: readonly ParameterDescription[];

  /** Whether a call may last. */
  readonly hasStreams: boolean;

  /** By its number on the wire. */
  readonly priority: number;
}

const known = new WeakMap<PeerContract<unknown>, readonly PeerMethod[]>();

/** The number of a priority on the wire. */
export const priorityNumber = (priority: CallPriority | undefined): number => (priority === "high" ? 1 : priority === "low" ? 2 : 0);

/** All methods of a contract, its own first, each identifier once. */
export function methodsOf(contract: PeerContract<unknown>): readonly PeerMethod[] {
  let methods = known.get(contract);
  if (methods === undefined) {
    const byId = new Map<bigint, PeerMethod>();
    for (const declaring of [contract, ...contract.bases]) {
      for (const description of declaring.methods) {
        if (!byId.has(description.id)) byId.set(description.id, describe(description, declaring));
      }
    }
    known.set(contract, (methods = [...byId.values()]));
  }
  return methods;
}

/** One method by itself. */
export function describe(description: MethodDescription, contract: PeerContract<unknown>): PeerMethod {
  const streams = description.parameters.filter((parameter) => parameter.kind === "stream");
  const answersWithStream = description.kind === "stream";
  return {
    description,
    contract,
    text: `${contract.name}.${description.signature}`,
    isOneWay: description.kind === "oneWay",
    answersWithStream,
    streams,
    hasStreams: answersWithStream || streams.length > 0,
    priority: priorityNumber(description.priority),
  };
}

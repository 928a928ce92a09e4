import type { ContractPart, PeerContract } from "../../contracts/peer-contract.js";
import type { Scheduler } from "../sending/index.js";
import { contractFrames, methodsOf, type PeerMethod, writeContract } from "../state/index.js";
import { encodeName, typeContract } from "../wire/index.js";
import { ServedTarget } from "./served-target.js";

/** Something that is served: as which contract, under which name, and by what. */
export interface Serving {
  readonly contract: PeerContract<any>;

  /** Empty for the default instance. */
  readonly name: string;
  readonly implementation: object;

  /** What serves: a session that serves nothing has no need of it. */
  readonly part: ContractPart;
}

/** A method of something served. */
export interface ServedMethod {
  readonly method: PeerMethod;
  readonly target: ServedTarget;
}

/** Who answers for one contract: what is served as it, or else the one that inherits from it. Of several, none is guessed. */
interface Answering {
  readonly contract: PeerContract<any>;
  own: ServedTarget | undefined;
  readonly heirs: ServedTarget[];
}

interface ServedInstance {
  readonly byContract: Map<bigint, Answering>;
  readonly byMethod: Map<bigint, Answering>;
}

/** What this side serves, by instance name, contract and method. */
export class ServedContracts {
  /** Every contract served, with its bases, each once. */
  readonly described = new Set<PeerContract<any>>();

  private readonly instances = new Map<string, ServedInstance>();

  /** Whether a method is served whose calls may come without order. */
  get hasUnreliable(): boolean {
    return [...this.described].some((contract) => contract.methods.some((method) => method.isUnreliable === true));
  }

  /** How many frames {@link write} writes. */
  frameCount(send: Scheduler): number {
    let count = 0;
    for (const contract of this.described) count += contractFrames(send, contract);
    return count;
  }

  /** Describes all contracts. */
  write(send: Scheduler): void {
    for (const contract of this.described) writeContract(send, typeContract, contract);
  }

  /** Finds what a call is for: the method, or why nothing is found, where there is more to say than that. */
  find(name: string, contract: bigint | undefined, method: bigint): ServedMethod | string {
    const instance = this.instances.get(name);
    const answering = contract === undefined ? instance?.byMethod.get(method) : instance?.byContract.get(contract);
    if (answering === undefined) return "";
    if (answering.own === undefined && answering.heirs.length > 1) {
      const heirs = answering.heirs.map((heir) => heir.contract.name).join(" and ");
      return `${heirs} are served there and inherit from ${answering.contract.name}, and the call does not say which of them it is for. Ask for one of them.`;
    }
    return (answering.own ?? answering.heirs[0])?.find(method) ?? "";
  }

  /** Serves an object. */
  add({ contract, name, implementation }: Serving): void {
    // A name nobody could call it by is found here, and not by the first who tries.
    if (name !== "") encodeName(name);
    let instance = this.instances.get(name);
    if (instance === undefined) this.instances.set(name, (instance = { byContract: new Map(), byMethod: new Map() }));
    const target = new ServedTarget(contract, implementation, methodsOf(contract));
    const own = answeringFor(instance, contract);
    if (own.own !== undefined) throw new TypeError(`The contract ${contract.name} is served${name === "" ? "" : ` under the name '${name}'`} already.`);
    own.own = target;
    this.described.add(contract);
    for (const parent of contract.bases) {
      answeringFor(instance, parent).heirs.push(target);
      this.described.add(parent);
    }
  }
}

function answeringFor(instance: ServedInstance, contract: PeerContract<any>): Answering {
  let answering = instance.byContract.get(contract.nameHash);
  if (answering === undefined) {
    answering = { contract, own: undefined, heirs: [] };
    instance.byContract.set(contract.nameHash, answering);
    for (const method of contract.methods) instance.byMethod.set(method.id, answering);
  }
  return answering;
}

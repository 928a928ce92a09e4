import type { PeerContract } from "../../contracts/peer-contract.js";
import type { PeerMethod } from "../state/index.js";
import { encodeContract, encodeName, encodeReference, featureContractTargets, noBytes } from "../wire/index.js";

/** Which instance of the peer calls go to, as the header of a CALL frame spells it; and whether the peer is known to serve it alike. */
export class CallTarget {
  /** Whether the peer's description was compared and is the same. */
  isVerified = false;

  private readonly encoded: Uint8Array;
  private encodedWithContract: Uint8Array | undefined;

  /**
   * @param contract What the caller asked for.
   * @param instance The name of the instance; empty for the default one, and for an object the peer handed out.
   * @param reference The number of the object the peer handed out; 0 for what it serves.
   */
  constructor(
    readonly contract: PeerContract<unknown>,
    readonly instance: string,
    readonly reference = 0,
  ) {
    this.encoded = reference !== 0 ? encodeReference(reference) : instance === "" ? noBytes : encodeName(instance);
  }

  /** Whether the method alone does not say which contract is called, because another contract declares it. */
  isInherited(method: PeerMethod): boolean {
    return this.reference === 0 && method.contract.name !== this.contract.name;
  }

  /** The target field of a call; empty for the default instance. */
  encode(method: PeerMethod, features: number): Uint8Array {
    return features & featureContractTargets && this.isInherited(method)
      ? (this.encodedWithContract ??= encodeContract(this.contract.nameHash, this.instance))
      : this.encoded;
  }
}

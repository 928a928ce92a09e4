import type { PeerContract } from "../../contracts/peer-contract.js";
import type { Scheduler } from "../sending/index.js";
import { maxChunk, varintSize } from "../wire/index.js";

/** Describes a contract in as many frames as it takes. */
export function writeContract(send: Scheduler, type: number, contract: PeerContract<unknown>): void {
  const perFrame = methodsPerFrame(send);
  for (let first = 0; first === 0 || first < contract.methods.length; first += perFrame) {
    const part = contract.methods.slice(first, first + perFrame);
    const frame = send.control.frame(type, 16 + varintSize(part.length) + 16 * part.length);
    frame.u64(contract.nameHash).u64(contract.fingerprint).varint(part.length);
    for (const method of part) frame.u64(method.id).u64(method.shape);
  }
}

/** How many frames describe a contract. */
export const contractFrames = (send: Scheduler, contract: PeerContract<unknown>): number => Math.max(1, Math.ceil(contract.methods.length / methodsPerFrame(send)));

const methodsPerFrame = (send: Scheduler): number => Math.max(1, Math.floor((Math.min(send.chunk, maxChunk) - 32) / 16));

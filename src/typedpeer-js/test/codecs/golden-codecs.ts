import assert from "node:assert/strict";
import type { Codec, PeerContract } from "typedpeer/contract";
import { IGolden, IMoreGolden } from "../emitted/golden-contracts/index.js";

const contracts: Record<string, PeerContract<unknown>> = { IGolden, IMoreGolden };

/** The emitted codec of what a method of a golden contract takes. */
export function codecOf(contract: string, method: string): Codec<unknown> {
  const found = contracts[contract]!.methods.find(candidate => candidate.signature.startsWith(`${method}(`));
  assert.ok(found, `${contract}.${method}`);
  return found.parameters[0]!.codec;
}

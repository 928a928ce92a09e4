import type { SessionState } from "../state/index.js";
import type { OutgoingCall } from "./outgoing-call.js";
import { featureContractTargets } from "../wire/index.js";

/** What the peer said of contracts whose objects it hands out; known where references are. */
export interface SharedDescriptions {
  /** What keeps a call to an object from being made; nothing when nothing does, and null where nothing was said of the contract. */
  findDrift(call: OutgoingCall): string | null | undefined;
}

/** Says, now that the peer is known, what it lacks of a call or has in another shape (docs/protocol.md, "Start"). Nothing when nothing. */
export function findDrift(call: OutgoingCall, state: SessionState, shared: SharedDescriptions | undefined): string | undefined {
  const { target, method } = call;
  if (target.isVerified) return undefined;
  const { contracts, shapes, peerFeatures } = state.handshake;
  const { nameHash, fingerprint, name } = target.contract;
  if (contracts.get(nameHash) === fingerprint) {
    target.isVerified = true;
    return undefined;
  }
  const shape = shapes.get(method.description.id);
  if (target.reference !== 0) {
    const described = shared?.findDrift(call);
    if (described !== null) return described;
    // A peer that describes no contract of objects it hands out finds out by itself what it lacks.
    return !contracts.has(nameHash) ? undefined : shape === undefined ? lacks(call) : compareShape(call, shape);
  }
  if (shape === undefined) return lacks(call);
  // Of a method that it has from another contract only, a peer that can be told which is meant misses the one that is.
  const isMissed = (peerFeatures & featureContractTargets) !== 0 && target.isInherited(method) && !contracts.has(nameHash);
  return compareShape(call, shape) ?? (isMissed ? `The peer lacks ${name}, which ${method.text} was called on.` : undefined);
}

export const lacks = (call: OutgoingCall): string => `The peer lacks ${call.method.text}.`;

export const compareShape = (call: OutgoingCall, shape: bigint): string | undefined =>
  shape === call.method.description.shape ? undefined : `The peer has ${call.method.text}, but its parameters or its result have another shape there.`;

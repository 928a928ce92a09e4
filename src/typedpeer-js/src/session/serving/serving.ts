import type { Implementation } from "../../contracts/implementation.js";
import type { PeerContract } from "../../contracts/peer-contract.js";
import { readLasting } from "../core/index.js";
import type { SessionPart } from "../driving/index.js";
import { Admission, Handlers, IncomingCalls, ServedContracts, type Serving } from "../incoming/index.js";

/** Takes the peer's calls: a session without it refuses them. It comes with what is served, and with references. */
export const served: SessionPart = {
  part: "serving",
  join({ core, enter }) {
    const { door } = core;
    const contracts = (core.served = new ServedContracts());
    const calls = (core.incoming = new IncomingCalls(door));
    calls.handlers = new Handlers(calls, enter);
    const admission = new Admission(door, contracts, calls);
    door.admit = (reader, id, flags, method) => admission.admit(reader, id, flags, method);
    core.readLasting = readLasting;
  },
};

/** Says what is to be served, and by what. */
export const serving = <T>(contract: PeerContract<T>, implementation: Implementation<T>, name = ""): Serving => ({ contract, implementation: implementation as object, name, part: served });

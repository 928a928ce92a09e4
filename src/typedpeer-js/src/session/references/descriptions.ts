import type { PeerContract } from "../../contracts/peer-contract.js";
import { compareShape, lacks, type OutgoingCall } from "../outgoing/index.js";
import { maxContractFrames, maxPeerMethods, type SessionState, writeContract } from "../state/index.js";
import { type FrameReader, ProtocolError, typeShared } from "../wire/index.js";

/**
 * What contracts look like whose objects travel as references: each side describes those it hands objects out as, before the first of them leaves
 * (docs/protocol.md, "References").
 */
export class Descriptions {
  private readonly announced = new Set<PeerContract<any>>();
  private early: PeerContract<any>[] | undefined = [];
  private methodsWritten = 0;

  // Undefined stands for several: two contracts of one name, of which nothing is concluded where they differ.
  private readonly contracts = new Map<bigint, bigint | undefined>();
  private readonly shapes = new Map<bigint, bigint | undefined>();

  constructor(
    private readonly state: SessionState,
    private readonly described: ReadonlySet<PeerContract<any>>,
  ) {}

  /** An object is about to be handed out as a contract: describes it, once, unless the hello did. */
  announce(contract: PeerContract<any>): void {
    if (this.announced.has(contract) || contract.fingerprint === 0n || this.described.has(contract)) return;
    this.announced.add(contract);
    if (this.early !== undefined) this.early.push(contract);
    else this.write(contract);
    for (const parent of contract.bases) this.announce(parent);
  }

  /** The hello was written, which comes before everything. */
  opened(): void {
    const early = this.early ?? [];
    this.early = undefined;
    for (const contract of early) this.write(contract);
  }

  /** The peer describes a contract. */
  onShared(reader: FrameReader): void {
    const name = reader.u64();
    const fingerprint = reader.u64();
    const count = reader.varint();
    if (this.contracts.size >= maxContractFrames || count + this.shapes.size > maxPeerMethods) throw new ProtocolError("the peer describes more shared contracts than anybody has");
    note(this.contracts, name, fingerprint);
    for (let left = count; left > 0; left--) note(this.shapes, reader.u64(), reader.u64());
  }

  /** What keeps a call to an object from being made; nothing when nothing does, and null where nothing was said of the contract. */
  findDrift(call: OutgoingCall): string | null | undefined {
    const { nameHash, fingerprint } = call.target.contract;
    if (this.contracts.get(nameHash) === fingerprint) {
      call.target.isVerified = true;
      return undefined;
    }
    const { id } = call.method.description;
    if (this.shapes.has(id)) {
      const shape = this.shapes.get(id);
      return shape === undefined ? undefined : compareShape(call, shape);
    }
    return this.contracts.has(nameHash) && !this.state.handshake.contracts.has(nameHash) ? lacks(call) : null;
  }

  private write(contract: PeerContract<any>): void {
    // Past what a peer takes, objects travel without a description, as those of an older peer do.
    if (this.state.end !== undefined || this.methodsWritten + contract.methods.length > maxPeerMethods) return;
    this.methodsWritten += contract.methods.length;
    writeContract(this.state.send, typeShared, contract);
  }
}

function note(known: Map<bigint, bigint | undefined>, key: bigint, value: bigint): void {
  known.set(key, known.has(key) && known.get(key) !== value ? undefined : value);
}

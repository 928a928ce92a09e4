import type { Codec } from "../../codecs/codec.js";
import { PeerDataError } from "../../codecs/data-error.js";
import type { Reader } from "../../codecs/reader.js";
import type { Writer } from "../../codecs/writer.js";
import type { PeerContract } from "../../contracts/peer-contract.js";
import type { Progress, ReferenceSpace } from "../../contracts/references.js";
import { PeerError } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import { type CorePart, stopSettled } from "../core/index.js";
import type { PeerSession, SessionPart } from "../driving/index.js";
import { ServedTarget } from "../incoming/index.js";
import { served } from "../serving/index.js";
import { CallTarget, handleOf, makeRemote } from "../outgoing/index.js";
import { methodsOf, type ReferenceNotes, type SentReferences, type SessionState, type TakenReferences } from "../state/index.js";
import { type FrameReader, ProtocolError, settleCall, typeRelease, typeSettle, typeShared, varintSize } from "../wire/index.js";
import { Descriptions } from "./descriptions.js";
import { type HeldOwner, type HeldReference, Taken } from "./held.js";
import { progressContract, Reporter } from "./progress.js";
import { InFlight, Sent, type SentOwner } from "./sent.js";

/** How many times as many references may be on their way as objects may be shared: one object may be sent often. */
const unsettledPerReference = 16;

/** One object the peer holds. */
interface SharedObject {
  readonly id: number;
  readonly instance: object;
  readonly contract: PeerContract<any>;
  readonly target: ServedTarget;
  count: number;
}

/** One object of the peer, as one contract. The proxy is what holds it: nobody may reach it from here. */
interface HeldObject {
  readonly contract: PeerContract<any>;
  readonly proxy: WeakRef<object>;
  readonly held: HeldReference;
}

/** What gives the reference behind a proxy back. */
const releases = new WeakMap<object, () => void>();

/** Gives an object of the peer back, now: a call to it fails from then on. As `using` does at the end of its block. Harmless for any other object, and for one that was given back. */
export const release = (proxy: object): void => releases.get(proxy)?.();

/** Objects that are passed by reference, and receivers of progress. Emitted contracts that have any name it. */
export const references: SessionPart = {
  part: "references",
  join(session) {
    session.use(served);
    const table = new ReferenceTable(session);
    session.core.state.references = table;
    session.core.parts.push(table);
    session.core.outgoing.references = table;
    session.core.door.references = table;
    session.core.door.objects = table;
  },
};

/** Objects this side shared with the peer, and objects of the peer this side holds. Both counted, both bounded, both gone with the session. */
class ReferenceTable implements ReferenceSpace, ReferenceNotes, CorePart, SentOwner, HeldOwner {
  /** How many parts of calls with references, and runs of equal references in them, are not settled. */
  unsettled = 0;

  private readonly state: SessionState;
  private readonly descriptions: Descriptions;
  private readonly inFlight = new InFlight(this);
  private readonly exports = new Map<number, SharedObject>();
  private readonly byInstance = new Map<object, SharedObject[]>();
  private readonly imports = new Map<number, HeldObject[]>();
  private readonly writing = new Map<Writer, Sent>();
  private readonly reading = new Map<Reader, Taken>();
  private readonly forgotten = new FinalizationRegistry<HeldReference>((held) => {
    this.session.enter();
    this.release(held);
  });
  private held = 0;
  private lastId = 0;

  constructor(private readonly session: PeerSession) {
    this.state = session.core.state;
    this.descriptions = new Descriptions(this.state, session.core.served!.described);
  }

  exportObject(writer: Writer, instance: object, contract: PeerContract<any>): bigint {
    const own = handleOf(instance);
    if (own !== undefined && own.target.reference !== 0 && own.caller === this.session.caller) return BigInt(own.target.reference) * 2n + 1n;
    return this.export(writer, instance, contract, instance);
  }

  exportProgress(writer: Writer, receiver: Progress<any>, codec: Codec<any>): bigint {
    return this.export(writer, receiver, progressContract(codec), { report: receiver });
  }

  importObject(reader: Reader, reference: bigint, contract: PeerContract<any>): object {
    const id = Number(reference >> 1n);
    if (reference & 1n) {
      const shared = this.exports.get(id);
      if (shared !== undefined && (shared.contract === contract || shared.contract.bases.includes(contract))) return shared.instance;
      throw new PeerDataError(`a reference to an object of this side that is not shared, or not as ${contract.name}`);
    }
    for (const { contract: as, proxy, held } of this.imports.get(id) ?? []) {
      const known = as === contract && held.count > 0 ? proxy.deref() : undefined;
      if (known !== undefined) {
        held.count++;
        this.takenOf(reader).add(held);
        return known;
      }
    }
    const held = this.hold(id);
    const proxy = makeRemote<object>(contract, { caller: this.session.caller, target: new CallTarget(contract, "", id) });
    this.session.useParts(contract);
    this.keep(proxy, contract, held);
    this.takenOf(reader).add(held);
    return proxy;
  }

  importProgress(reader: Reader, reference: bigint, codec: Codec<any>): Progress<any> {
    if (reference & 1n) throw new PeerDataError("a receiver of progress does not come home");
    const id = Number(reference >> 1n);
    const held = this.hold(id);
    const contract = progressContract(codec);
    const reporter = new Reporter(this.session.caller, new CallTarget(contract, "", id), (failure) => {
      // When the call is over, or the session, nobody is interested any more.
      if (held.count > 0 && this.state.end === undefined) this.state.report("A report of progress", failure);
    });
    this.keep(reporter, contract, held);
    this.takenOf(reader).lend(held, reporter.pending);
    return reporter.report;
  }

  sentIn(writer: Writer): SentReferences | undefined {
    const sent = this.writing.get(writer);
    this.writing.delete(writer);
    return sent;
  }

  takenIn(reader: Reader): TakenReferences | undefined {
    const taken = this.reading.get(reader);
    this.reading.delete(reader);
    return taken;
  }

  add(call: number, part: number, sent: SentReferences): void {
    this.inFlight.add(call, part, sent);
  }

  findDrift(call: Parameters<Descriptions["findDrift"]>[0]): string | null | undefined {
    return this.descriptions.findDrift(call);
  }

  find(reference: number, method: bigint): ReturnType<ServedTarget["find"]> {
    return this.exports.get(reference)?.target.find(method);
  }

  giveBack(id: number, count: number): boolean {
    const shared = this.exports.get(id);
    if (shared === undefined || shared.count < count) return this.state.end !== undefined;
    this.forget(shared, count);
    return true;
  }

  returnOne(held: HeldReference): void {
    if (held.count === 1) {
      this.release(held);
    } else if (held.count > 1) {
      held.count--;
      this.writeRelease(held.id, 1);
    }
  }

  read(reader: FrameReader): boolean {
    if (reader.type === typeShared) this.descriptions.onShared(reader);
    else if (reader.type === typeRelease) this.onRelease(reader.varint(), reader.varint());
    else if (reader.type === typeSettle) this.onSettle(reader);
    else return false;
    return true;
  }

  opened(): void {
    this.descriptions.opened();
  }

  ended(): void {
    this.exports.clear();
    this.byInstance.clear();
    this.imports.clear();
    this.inFlight.clear();
    this.held = 0;
  }

  private export(writer: Writer, key: object, contract: PeerContract<any>, implementation: object): bigint {
    const { maxReferences } = this.state.options;
    if (this.unsettled >= unsettledPerReference * maxReferences) {
      throw new PeerError(Status.LimitExceeded, `${this.unsettled} references are on their way to the peer, ${unsettledPerReference} times maxReferences.`, { fate: "not-sent" });
    }
    let shared = this.byInstance.get(key)?.find((one) => one.contract === contract);
    if (shared === undefined) {
      if (this.exports.size >= maxReferences) {
        throw new PeerError(Status.LimitExceeded, `The peer holds ${this.exports.size} objects of this side, as many as maxReferences allows.`, { fate: "not-sent" });
      }
      this.session.useParts(contract);
      this.descriptions.announce(contract);
      shared = { id: ++this.lastId, instance: key, contract, target: new ServedTarget(contract, implementation, methodsOf(contract)), count: 0 };
      this.exports.set(shared.id, shared);
      this.byInstance.set(key, [...(this.byInstance.get(key) ?? []), shared]);
    }
    shared.count++;
    let sent = this.writing.get(writer);
    if (sent === undefined) this.writing.set(writer, (sent = new Sent(this)));
    sent.add(shared.id);
    return BigInt(shared.id) * 2n;
  }

  private forget(shared: SharedObject, count: number): void {
    shared.count -= count;
    if (shared.count > 0) return;
    this.exports.delete(shared.id);
    const others = this.byInstance.get(shared.instance)?.filter((one) => one !== shared) ?? [];
    if (others.length === 0) this.byInstance.delete(shared.instance);
    else this.byInstance.set(shared.instance, others);
  }

  private takenOf(reader: Reader): Taken {
    let taken = this.reading.get(reader);
    if (taken === undefined) this.reading.set(reader, (taken = new Taken(this)));
    return taken;
  }

  private hold(id: number): HeldReference {
    const { maxReferences } = this.state.options;
    if (this.held >= maxReferences) throw new PeerDataError(`this side holds ${this.held} objects of the peer, as many as maxReferences allows`, true);
    return { id, count: 1 };
  }

  private keep(proxy: object, contract: PeerContract<any>, held: HeldReference): void {
    const release = (): void => {
      this.session.enter();
      this.release(held);
    };
    releases.set(proxy, release);
    if (Symbol.dispose !== undefined) Object.defineProperty(proxy, Symbol.dispose, { value: release });
    if (this.state.end !== undefined) return;
    this.held++;
    this.imports.set(held.id, [...(this.imports.get(held.id) ?? []), { contract, proxy: new WeakRef(proxy), held }]);
    this.forgotten.register(proxy, held, held);
  }

  /** Gives a reference of the peer back, with all that stands behind it. */
  private release(held: HeldReference): void {
    if (held.count === 0) return;
    this.forgotten.unregister(held);
    const { count } = held;
    held.count = 0;
    if (this.state.end !== undefined) return;
    this.held--;
    const others = (this.imports.get(held.id) ?? []).filter((one) => one.held !== held);
    if (others.length === 0) this.imports.delete(held.id);
    else this.imports.set(held.id, others);
    this.writeRelease(held.id, count);
  }

  private writeRelease(id: number, count: number): void {
    if (this.state.end === undefined) this.state.send.calls.frame(typeRelease, varintSize(id) + varintSize(count)).varint(id).varint(count);
  }

  private onRelease(id: number, count: number): void {
    const shared = this.exports.get(id);
    if (shared === undefined) {
      if (id === 0 || id > this.lastId) throw new ProtocolError("RELEASE of a reference that was never shared");
    } else if (count > shared.count) {
      throw new ProtocolError("RELEASE of more references than were shared");
    } else {
      this.forget(shared, count);
    }
  }

  private onSettle(reader: FrameReader): void {
    const key = reader.varint(2 ** 53);
    const part = reader.varint();
    const taken = reader.varint();
    const end = reader.varint(3);
    const { outgoing, door } = this.session.core;
    const id = Math.floor(key / 2);
    let isHonest: boolean;
    if (key % 2 === 1) {
      stopSettled(outgoing.find(id), part, end);
      isHonest = this.inFlight.settle(id * 2, part, taken, end);
    } else {
      if (id > door.lastId || part !== 0 || end === settleCall) throw new ProtocolError("SETTLE for a result that is none");
      isHonest = this.inFlight.settle(id * 2 + 1, part, taken, end);
    }
    if (!isHonest) throw new ProtocolError("SETTLE of references that were not sent, or were given back");
  }
}

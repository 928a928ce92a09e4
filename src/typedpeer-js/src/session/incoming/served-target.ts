import type { PeerContract } from "../../contracts/peer-contract.js";
import type { PeerMethod } from "../state/index.js";
import type { IncomingCall } from "./incoming-call.js";

/**
 * One served object and the queue of calls to it. Handlers start one after another, in the order their calls arrived; a one-way call keeps its
 * place from its first frame and waits for the one-way call before it (docs/protocol.md, "Order of handling").
 */
export class ServedTarget {
  /** Whether so many answers wait that it is called again when they have left. */
  isHeldBack = false;

  private readonly methods = new Map<bigint, { readonly method: PeerMethod; readonly target: ServedTarget }>();
  private readonly queue: IncomingCall[] = [];
  private first = 0;
  private oneWayRuns = false;

  constructor(
    readonly contract: PeerContract<any>,
    readonly implementation: object,
    methods: readonly PeerMethod[],
  ) {
    for (const method of methods) this.methods.set(method.description.id, { method, target: this });
  }

  find(method: bigint): { readonly method: PeerMethod; readonly target: ServedTarget } | undefined {
    return this.methods.get(method);
  }

  /** Adds a call at the end. Returns whether others wait before it. */
  enqueue(call: IncomingCall): boolean {
    return this.queue.push(call) - this.first > 1 || (call.isOneWay && this.oneWayRuns);
  }

  /** Takes the first call if its handler may start now. */
  next(): IncomingCall | undefined {
    const call = this.queue[this.first];
    if (call === undefined || (call.isOneWay && (!call.isComplete || this.oneWayRuns))) return undefined;
    this.oneWayRuns ||= call.isOneWay && !call.isConcurrent;
    if (++this.first === this.queue.length || this.first > 1024) {
      this.queue.splice(0, this.first);
      this.first = 0;
    }
    return call;
  }

  /** A one-way handler finished. */
  oneWayFinished(): void {
    this.oneWayRuns = false;
  }
}

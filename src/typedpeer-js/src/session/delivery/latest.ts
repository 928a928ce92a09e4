import * as Status from "../../errors/status.js";
import { callWaiting, type OutgoingCall, type OutgoingCalls } from "../outgoing/index.js";
import { featureLatestWins, flagLatest } from "../wire/index.js";

/** One method of one instance of which only the newest call counts. */
interface Slot {
  readonly key: string;

  /** The call that is under way; 0 for none. */
  underWay: number;

  /** The call that waits: for the one under way, or in line with all others. */
  waiting: OutgoingCall | undefined;
}

/**
 * Calls of methods of which only the newest counts: of each and its instance one is under way until the peer says that it was handled, and one waits,
 * which a newer one replaces.
 */
export class LatestCalls {
  /** How many calls were replaced by a newer one. */
  replaced = 0;

  /** How many bytes of arguments wait for a call that is under way. */
  bytes = 0;

  private readonly slots = new Map<string, Slot>();
  private readonly underWay = new Map<number, Slot>();
  private readonly parked = new Map<OutgoingCall, number>();

  constructor(private readonly calls: OutgoingCalls) {}

  /** Takes a call on: sends it, or lets it wait in the place of the one before. */
  take(call: OutgoingCall): void {
    const slot = this.slotOf(call);
    const older = slot.waiting;
    if (older !== undefined) {
      this.replaced++;
      this.calls.unline(older);
      this.calls.answer(older);
    }
    if (slot.underWay !== 0) {
      call.bytes = call.bytes.slice();
      call.state = callWaiting;
      this.parked.set(call, call.bytes.length);
      this.bytes += call.bytes.length;
      this.keep(slot, call);
      return;
    }
    this.calls.line(call);
    if (call.state === callWaiting) this.keep(slot, call);
  }

  /** A call is about to be sent: the next one waits until the peer says that it was handled, if it is one that says so. */
  begin(call: OutgoingCall): void {
    this.left(call);
    if (!(this.calls.state.handshake.peerFeatures & featureLatestWins)) return;
    call.flags |= flagLatest;
    const slot = this.slotOf(call);
    slot.underWay = call.id;
    this.slots.set(slot.key, slot);
    this.underWay.set(call.id, slot);
  }

  /** A call waits no longer: it is sent, replaced, or not made. */
  left(call: OutgoingCall): void {
    const length = this.parked.get(call);
    if (length !== undefined) {
      this.parked.delete(call);
      this.bytes -= length;
    }
    const slot = this.slots.get(keyOf(call));
    if (slot?.waiting !== call) return;
    slot.waiting = undefined;
    this.release(slot);
  }

  /** The peer has handled a call. */
  onHandled(id: number): void {
    const slot = this.underWay.get(id);
    if (slot === undefined) {
      this.calls.find(id);
      return;
    }
    this.underWay.delete(id);
    slot.underWay = 0;
    const next = slot.waiting;
    this.release(slot);
    if (next === undefined) return;
    this.left(next);
    const { now } = this.calls.state;
    if (next.deadline !== 0 && next.deadline <= now) {
      this.calls.fail(next, Status.DeadlineExceeded, `The call of ${next.method.text} took longer than its deadline allowed.`, "not-sent");
    } else {
      this.take(next);
    }
  }

  /** The calls that wait for one that is under way. */
  get parkedCalls(): OutgoingCall[] {
    return [...this.parked.keys()];
  }

  private slotOf(call: OutgoingCall): Slot {
    const key = keyOf(call);
    return this.slots.get(key) ?? { key, underWay: 0, waiting: undefined };
  }

  private keep(slot: Slot, call: OutgoingCall): void {
    slot.waiting = call;
    this.slots.set(slot.key, slot);
  }

  /** Idle slots cost nothing. */
  private release(slot: Slot): void {
    if (slot.underWay === 0 && slot.waiting === undefined) this.slots.delete(slot.key);
  }
}

const keyOf = ({ method, target }: OutgoingCall): string => `${method.description.id} ${target.contract.nameHash} ${target.reference} ${target.instance}`;

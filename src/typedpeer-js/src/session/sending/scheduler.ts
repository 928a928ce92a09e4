import { FrameQueue, resultMore, varintSize } from "../wire/index.js";
import type { SendFlow } from "./flow.js";

/** What frames need beside their chunk: header, identifiers, flags. */
export const chunkOverhead = 64;

/** How many bytes of small frames of one kind leave before the others have a turn. */
const burst = 16 * 1024;

/** So many bytes of small frames, which fit into one packet, are worth a message of their own when a flow waits behind them. */
const few = 1024;

/**
 * Decides what leaves next (docs/protocol.md, "Order of sending"): control first; then answers, calls and one chunk of each flow in turn, so that
 * nobody waits for more than a bounded number of bytes of anybody else.
 */
export class Scheduler {
  /** Cancel, credit, ping and the like: few, small, ahead of everything. */
  readonly control = new FrameQueue();

  /** Results and errors that fit into one frame. */
  readonly answers = new FrameQueue();

  /** The headers of calls with what fits of their arguments. */
  readonly calls = new FrameQueue();

  /** Whether the peer's hello came: before, only control leaves. */
  isOpen = false;

  /** How many bytes of CALL frames the peer still takes. */
  callCredit = 0;

  /** The largest chunk, from the channel's message size. */
  chunk = 1024;

  /** Flows that have something to send, the next one first. */
  private flows: SendFlow[] = [];

  /** Flows whose call's header has not left yet. */
  private behindHeaders: SendFlow[] = [];
  private flowsAreNext = false;
  private isClosed = false;

  /** Whether everything has left but control frames. */
  get hasOnlyControl(): boolean {
    return this.answers.length + this.calls.length + this.flows.length + this.behindHeaders.length === 0;
  }

  /** Takes on a flow that has something to send, behind all others and behind its call's header; harmless when it is there already. */
  activate(flow: SendFlow): void {
    if (flow.isActive || !flow.canSend || this.isClosed) return;
    flow.isActive = true;
    flow.turn = flow.quantum;
    (flow.notBefore > this.calls.taken ? this.behindHeaders : this.flows).push(flow);
  }

  /** Composes the next channel message, in room for at least a chunk and {@link chunkOverhead}. Nothing exactly when nothing could leave. */
  write(message: FrameQueue, room: number): void {
    this.control.moveTo(message, room - message.length);
    if (!this.isOpen || this.control.length > 0) return;
    const before = message.length;
    this.moveSmall(message, room);
    const small = message.length - before;
    if (small > 0 && small <= few && !this.flowsAreNext && this.hasFlow) {
      // A message is read when all of it is there: a chunk would delay what is small. The next message is for the flows.
      this.flowsAreNext = true;
      return;
    }
    this.flowsAreNext = false;
    for (let length = -1; length !== message.length; ) {
      length = message.length;
      this.writeFlow(message, room);
      this.moveSmall(message, room);
    }
  }

  /** Drops everything that waits except control frames: a goodbye still leaves. */
  dropData(): void {
    this.answers.clear();
    this.calls.clear();
    this.flows = [];
    this.behindHeaders = [];
    this.isClosed = true;
  }

  /** Whether the first flow could send. Those that were stopped while they waited leave here. */
  private get hasFlow(): boolean {
    while (this.isOpen && this.flows.length > 0) {
      if (this.flows[0]!.canSend) return true;
      this.flows.shift()!.isActive = false;
    }
    return false;
  }

  /** Moves answers, then calls. */
  private moveSmall(message: FrameQueue, room: number): void {
    this.answers.moveTo(message, room - message.length, burst);
    this.callCredit -= this.calls.moveTo(message, room - message.length, burst, this.callCredit);
    if (this.behindHeaders.length > 0) {
      const { taken } = this.calls;
      this.flows.push(...this.behindHeaders.filter((flow) => flow.notBefore <= taken));
      this.behindHeaders = this.behindHeaders.filter((flow) => flow.notBefore > taken);
    }
  }

  private writeFlow(message: FrameQueue, room: number): void {
    const left = room - message.length;
    // A chunk that would be cut short by what is left of a message waits for the next message instead.
    if (message.length > 0 && left < Math.min(this.chunk, 2048) + chunkOverhead) return;
    for (let tries = this.flows.length; tries > 0 && this.hasFlow; tries--) {
      const flow = this.flows[0]!;
      const before = message.length;
      // With nobody to take turns with, what is left of a turn is no reason to cut a chunk.
      flow.write(message, this.flows.length === 1 ? this.chunk : Math.min(this.chunk, Math.max(flow.turn, 1024)), left);
      const written = message.length - before;
      flow.turn -= written;
      if (!flow.canSend) {
        this.flows.shift();
        flow.isActive = false;
      } else if (flow.turn <= 0 || written === 0) {
        flow.turn = flow.quantum;
        this.flows.push(this.flows.shift()!);
      }
      if (written > 0) return;
    }
  }
}

/** The rest of arguments, or a result, that is too large for one frame. */
export class BufferFlow implements SendFlow {
  turn = 0;
  isActive = false;

  private position: number;

  /**
   * @param type ARGUMENTS or RESULT.
   * @param call The identifier of the call.
   * @param bytes What is sent, from `position` on.
   * @param lastFlags What the last frame says beside its bytes.
   * @param sent Called with how many bytes have left, and whether these were the last.
   */
  constructor(
    private readonly type: number,
    private readonly call: number,
    private readonly bytes: Uint8Array,
    position: number,
    private readonly lastFlags: number,
    readonly quantum: number,
    readonly notBefore: number,
    private readonly sent: (count: number, isLast: boolean) => void,
  ) {
    this.position = position;
  }

  get canSend(): boolean {
    return this.position < this.bytes.length;
  }

  write(message: FrameQueue, chunk: number, room: number): void {
    const count = Math.min(chunk, this.bytes.length - this.position, room - 24);
    if (count <= 0) return;
    const flags = this.position + count < this.bytes.length ? resultMore : this.lastFlags;
    message.frame(this.type, varintSize(this.call) + 1 + count).varint(this.call).byte(flags).raw(this.bytes.subarray(this.position, this.position + count));
    this.position += count;
    this.sent(count, !this.canSend);
  }

  /** Drops what is left, because nobody wants it any more. */
  drop(): void {
    const left = this.bytes.length - this.position;
    this.position = this.bytes.length;
    if (left > 0) this.sent(left, false);
  }
}

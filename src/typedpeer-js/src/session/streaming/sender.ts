import { quantumOf, type SendFlow } from "../sending/index.js";
import type { SentReferences, SessionState } from "../state/index.js";
import { encodeTruncated, type FrameQueue, typeData, typeDataEnd, typeError, typeStreamError, varintSize } from "../wire/index.js";
import { ItemQueue } from "./item-queue.js";

/** How many bytes of items may wait beside the one being encoded. */
const maxWaiting = 64 * 1024;

/** How a stream failed, as its consumer is told. */
export interface StreamFailure {
  readonly status: number;
  readonly message: string;
  readonly detail?: Uint8Array | undefined;
}

/** The sending end of one stream: encoded items that wait, the credit the consumer gave, and how the stream ends. */
export class StreamSender implements SendFlow {
  turn = 0;
  isActive = false;

  /** Whether nobody wants more items. */
  isStopped = false;

  /** What was written into the items so far, and is not settled. */
  references: SentReferences | undefined;

  /** Called, once, when nobody wants more and the producer is not through. */
  onStop: () => void = () => undefined;

  readonly quantum: number;
  private readonly items = new ItemQueue(4096);
  private room: (() => void) | undefined;
  private isComplete = false;
  private isOver = false;
  private failure: StreamFailure | undefined;

  /**
   * @param key The call, as frames from this side name it.
   * @param index 0 for a result, 1 to n for arguments.
   * @param over Called, once, when the end was sent, or will never be and the producer is through.
   */
  constructor(
    private readonly state: SessionState,
    private readonly key: number,
    private readonly index: number,
    private credit: number,
    priority: number,
    readonly notBefore: number,
    private readonly over: () => void,
  ) {
    this.quantum = quantumOf(priority);
  }

  get canSend(): boolean {
    return !this.isStopped && (this.items.length > 0 ? this.credit > 0 : this.isComplete && !this.isOver);
  }

  /** Whether as much waits as may. */
  get isFull(): boolean {
    return this.items.length >= maxWaiting && !this.isStopped;
  }

  /** Waits until there is room, or nobody wants more. */
  drained(): Promise<void> {
    return new Promise((resolve) => (this.room = resolve));
  }

  /** Takes an encoded item. */
  add(item: Uint8Array): void {
    if (this.isStopped) return;
    this.items.item(item);
    this.state.send.activate(this);
  }

  /** All items are there, or no more can be. The end travels behind the items that wait. */
  complete(failure?: StreamFailure): void {
    if (this.isComplete) return;
    this.isComplete = true;
    this.failure = failure;
    if (this.isStopped) this.end();
    else this.state.send.activate(this);
  }

  grant(bytes: number): void {
    this.credit += bytes;
    this.state.send.activate(this);
  }

  /** Nobody wants more: what waits is dropped and the producer is told. */
  stop(): void {
    if (this.isStopped || this.isOver) return;
    this.isStopped = true;
    this.items.clear();
    if (this.isComplete) this.end();
    else this.state.work.push({ run: this.onStop });
    this.goOn();
  }

  write(message: FrameQueue, chunk: number, room: number): void {
    const { key, index, items } = this;
    if (items.length === 0) {
      this.writeEnd(message, room);
      return;
    }
    const header = varintSize(key) + varintSize(index);
    const count = Math.min(chunk, items.length, this.credit, room - header - 6);
    if (count <= 0) return;
    const isLast = this.isComplete && this.failure === undefined && count === items.length;
    message.frame(isLast ? typeDataEnd : typeData, header + count).varint(key).varint(index);
    items.moveBytes(message, count);
    this.credit -= count;
    if (isLast) this.end();
    else if (items.length < maxWaiting / 2) this.goOn();
  }

  private writeEnd(message: FrameQueue, room: number): void {
    const { key, index, failure } = this;
    const header = varintSize(key) + varintSize(index);
    if (failure === undefined) {
      if (room < header + 6) return;
      message.frame(typeDataEnd, header).varint(key).varint(index);
    } else {
      const detail = failure.detail ?? new Uint8Array(0);
      // On a channel with small messages there is never more.
      if (room < Math.min(512 + detail.length, this.state.send.chunk)) return;
      const text = encodeTruncated(failure.message, Math.min(room - detail.length - 64, 4096));
      const size = varintSize(failure.status) + varintSize(text.length) + text.length + detail.length;
      if (index === 0) {
        const id = Math.floor(key / 2);
        message.frame(typeError, varintSize(id) + size).varint(id);
      } else {
        message.frame(typeStreamError, header + size).varint(key).varint(index);
      }
      message.varint(failure.status).sized(text).raw(detail);
    }
    this.end();
  }

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.over();
  }

  private goOn(): void {
    const { room } = this;
    this.room = undefined;
    room?.();
  }
}

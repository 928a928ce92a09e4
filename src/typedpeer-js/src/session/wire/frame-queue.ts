import { typeCall } from "./frame-type.js";

/** How many bytes a number takes. */
export function varintSize(value: number): number {
  let size = 1;
  for (; value >= 0x80; value = Math.floor(value / 0x80)) size++;
  return size;
}

/** Frames take at most this beside their payload. */
export const maxHeader = 6;

/** Bytes that are written at one end, field by field; a queue of frames is taken out of the other. */
export class FrameQueue {
  /** How many bytes were ever written. */
  added = 0;

  /** @internal What holds the frames that wait, and may hold more. */
  bytes: Uint8Array;
  private view: DataView;

  /** @internal */
  protected start = 0;
  private end = 0;

  constructor(private readonly idleSize = 1024) {
    this.bytes = new Uint8Array(idleSize);
    this.view = new DataView(this.bytes.buffer);
  }

  /** How many bytes wait. */
  get length(): number {
    return this.end - this.start;
  }

  /** How many bytes have left. */
  get taken(): number {
    return this.added - this.length;
  }

  /** Begins a frame, whose payload has exactly so many bytes. */
  frame(type: number, payload: number): this {
    const size = 1 + varintSize(payload) + payload;
    this.reserve(size);
    this.added += size;
    this.bytes[this.end++] = type;
    return this.varint(payload);
  }

  byte(value: number): this {
    this.bytes[this.end++] = value;
    return this;
  }

  varint(value: number): this {
    for (; value >= 0x80; value = Math.floor(value / 0x80)) this.bytes[this.end++] = (value % 0x80) | 0x80;
    this.bytes[this.end++] = value;
    return this;
  }

  u64(value: bigint): this {
    this.view.setBigUint64(this.end, value, true);
    this.end += 8;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.end);
    this.end += bytes.length;
    return this;
  }

  /** Bytes behind their count. */
  sized(bytes: Uint8Array): this {
    return this.varint(bytes.length).raw(bytes);
  }

  /** Moves whole frames to the end of `target`, until `burst` bytes have moved, none beyond `room`, and no CALL beyond `credit`. Returns how many bytes of CALL frames moved. */
  moveTo(target: FrameQueue, room: number, burst = Infinity, credit = Infinity): number {
    let paid = 0;
    let position = this.start;
    while (position < this.end && position - this.start < burst) {
      const size = this.sizeAt(position);
      const isCall = this.bytes[position] === typeCall;
      if (position + size - this.start > room || (isCall && paid + size > credit)) break;
      if (isCall) paid += size;
      position += size;
    }
    if (position > this.start) {
      target.append(this.bytes.subarray(this.start, position));
      this.start = position;
      if (this.start === this.end) this.clear();
    }
    return paid;
  }

  /** Adds whole frames that were written elsewhere. */
  append(frames: Uint8Array): void {
    this.reserve(frames.length);
    this.added += frames.length;
    this.raw(frames);
  }

  /** Drops what waits. */
  clear(): void {
    this.added -= this.length;
    this.start = this.end = 0;
    if (this.bytes.length > 64 * 1024) this.allocate(this.idleSize);
  }

  /** All that was written and not taken, as it lies there. */
  peek(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  private sizeAt(position: number): number {
    let length = 0;
    for (let at = position + 1, factor = 1; ; factor *= 0x80) {
      const next = this.bytes[at++]!;
      length += (next & 0x7f) * factor;
      if (next < 0x80) return at - position + length;
    }
  }

  /** @internal */
  protected reserve(size: number): void {
    if (this.bytes.length - this.end >= size) return;
    const waiting = this.bytes.subarray(this.start, this.end);
    if (this.bytes.length < 2 * (waiting.length + size)) this.allocate(2 * (waiting.length + size));
    this.bytes.set(waiting);
    this.end = waiting.length;
    this.start = 0;
  }

  private allocate(size: number): void {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }
}

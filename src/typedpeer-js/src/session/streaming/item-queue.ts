import { FrameQueue } from "../wire/index.js";

/** Items of a stream that wait, each as its length and its bytes. */
export class ItemQueue extends FrameQueue {
  /** Adds an item. */
  item(bytes: Uint8Array): void {
    this.reserve(bytes.length + 10);
    const before = this.length;
    this.sized(bytes);
    this.added += this.length - before;
  }

  /** Moves so many bytes to the end of `target`, into the payload of the frame that was begun there. */
  moveBytes(target: FrameQueue, count: number): void {
    target.raw(this.bytes.subarray(this.start, this.start + count));
    this.start += count;
    if (this.length === 0) this.clear();
  }
}

/** Something that may be due. Where nobody waits for it any more its `isOpen` is false, and it is forgotten. */
export interface Due {
  readonly deadline: number;
  readonly isOpen: boolean;
  expire(): void;
}

/** What is due when, the soonest first: a heap, out of which what is over falls when it comes up, or when half of it is. */
export class Deadlines {
  private heap: Due[] = [];
  private sweepAt = 64;

  /** When the soonest is due; infinite for none. */
  get next(): number {
    while (this.heap.length > 0 && !this.heap[0]!.isOpen) this.pop();
    return this.heap[0]?.deadline ?? Infinity;
  }

  add(due: Due): void {
    if (this.heap.length >= this.sweepAt) {
      // Sorted is a heap, too.
      this.heap = this.heap.filter((one) => one.isOpen).sort((a, b) => a.deadline - b.deadline);
      this.sweepAt = Math.max(64, 2 * this.heap.length);
    }
    let at = this.heap.push(due) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && this.heap[parent]!.deadline > due.deadline; at = parent, parent = (at - 1) >> 1) {
      this.heap[at] = this.heap[parent]!;
      this.heap[parent] = due;
    }
  }

  /** Lets everything expire that is due. */
  expire(now: number): void {
    while (this.next <= now) this.pop()!.expire();
  }

  private pop(): Due | undefined {
    const first = this.heap[0];
    const last = this.heap.pop()!;
    const count = this.heap.length;
    if (count > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child + 1 < count && this.heap[child + 1]!.deadline < this.heap[child]!.deadline) child++;
        if (child >= count || this.heap[child]!.deadline >= last.deadline) break;
        this.heap[at] = this.heap[child]!;
        at = child;
      }
      this.heap[at] = last;
    }
    return first;
  }
}

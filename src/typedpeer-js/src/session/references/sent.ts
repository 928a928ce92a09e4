import type { SentReferences } from "../state/index.js";

/** Counts references that were sent and not settled, and takes those back that nobody takes. */
export interface SentOwner {
  unsettled: number;

  /** References that were sent and never taken count no more. False when the peer gave them back itself. */
  giveBack(id: number, count: number): boolean;
}

/**
 * The references written into one part of a call (its arguments, its result or one stream), in the order of writing, as far as the peer has not
 * said that it took them. Equal neighbours are kept as one run.
 */
export class Sent implements SentReferences {
  private readonly runs: { readonly id: number; count: number }[] = [];
  private first = 0;
  private written = 0;
  private taken = 0;
  private isClosed = false;

  constructor(private readonly owner: SentOwner) {}

  /** Notes references that were counted and are being written. Once nobody reads the part any more they are given back at once. */
  add(id: number, count = 1): void {
    if (this.isClosed) {
      this.owner.giveBack(id, count);
      return;
    }
    this.written += count;
    const last = this.runs.at(-1);
    if (this.first < this.runs.length && last?.id === id) {
      last.count += count;
    } else {
      this.runs.push({ id, count });
      this.owner.unsettled++;
    }
  }

  append(written: SentReferences): void {
    const { runs, first } = written as Sent;
    for (let i = first; i < runs.length; i++) {
      this.owner.unsettled--;
      this.add(runs[i]!.id, runs[i]!.count);
    }
    runs.length = 0;
  }

  /** The peer has taken so many in all: they are its own to give back. False when so many were not sent. */
  take(taken: number): boolean {
    if (taken < this.taken || taken > this.written) return false;
    let left = taken - this.taken;
    this.taken = taken;
    while (left > 0) {
      const run = this.runs[this.first]!;
      if (run.count > left) {
        run.count -= left;
        break;
      }
      left -= run.count;
      this.first++;
      this.owner.unsettled--;
    }
    // Each run is moved at most once for each that was taken before it.
    if (this.first > this.runs.length / 2) {
      this.runs.splice(0, this.first);
      this.first = 0;
    }
    return true;
  }

  close(): boolean {
    this.isClosed = true;
    let isHonest = true;
    for (; this.first < this.runs.length; this.first++) {
      const { id, count } = this.runs[this.first]!;
      isHonest = this.owner.giveBack(id, count) && isHonest;
      this.owner.unsettled--;
    }
    return isHonest;
  }
}

/** What this side sent references in and the peer has not settled yet: by call, and within it by part. */
export class InFlight {
  private readonly calls = new Map<number, { readonly part: number; readonly sent: Sent }[]>();

  constructor(private readonly owner: SentOwner) {}

  /** Waits for the peer to settle a part of a call, as frames from this side name it. */
  add(call: number, part: number, sent: SentReferences): void {
    const parts = this.calls.get(call) ?? [];
    this.calls.set(call, parts);
    parts.push({ part, sent: sent as Sent });
    // A part counts as well: a peer may take all of its references and never end it.
    this.owner.unsettled++;
  }

  /** The peer says how many references of a part it took, and what ends with that: 1 the part, 2 the call. False when it lies. */
  settle(call: number, part: number, taken: number, end: number): boolean {
    const parts = this.calls.get(call);
    if (parts === undefined) return taken === 0;
    if (end === 2) {
      this.calls.delete(call);
      this.owner.unsettled -= parts.length;
      return parts.reduce((isHonest, { sent }) => sent.close() && isHonest, taken === 0);
    }
    const index = parts.findIndex((one) => one.part === part);
    if (index < 0) return taken === 0;
    const { sent } = parts[index]!;
    if (!sent.take(taken)) return false;
    if (end === 0) return true;
    parts.splice(index, 1);
    this.owner.unsettled--;
    if (parts.length === 0) this.calls.delete(call);
    return sent.close();
  }

  clear(): void {
    this.calls.clear();
  }
}

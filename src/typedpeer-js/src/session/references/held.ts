import type { TakenReferences } from "../state/index.js";

/** This side's hold on one object of the peer. */
export interface HeldReference {
  readonly id: number;

  /** How often the peer shared the object without it being given back; 0 once it was. */
  count: number;
}

/** Who gives references back. */
export interface HeldOwner {
  /** Gives one back of those that stand behind a hold. */
  returnOne(held: HeldReference): void;
}

/** The objects of the peer that were read out of one value: whose they are, and what the peer is told of it. */
export class Taken implements TakenReferences {
  private readonly all: HeldReference[] = [];
  private readonly lent: { readonly held: HeldReference; readonly pending: () => Promise<void> | undefined }[] = [];

  constructor(private readonly owner: HeldOwner) {}

  get count(): number {
    return this.all.length;
  }

  get hasProgress(): boolean {
    return this.lent.length > 0;
  }

  add(held: HeldReference): void {
    this.all.push(held);
  }

  /** A receiver of progress, which is kept for no longer than the call runs. */
  lend(held: HeldReference, pending: () => Promise<void> | undefined): void {
    this.add(held);
    this.lent.push({ held, pending });
  }

  reportsSent(): Promise<unknown> | undefined {
    const pending = this.lent.flatMap((one) => one.pending() ?? []);
    return pending.length === 0 ? undefined : Promise.all(pending);
  }

  undo(): void {
    for (const held of this.all) this.owner.returnOne(held);
  }

  release(): void {
    for (const { held } of this.lent) this.owner.returnOne(held);
  }
}

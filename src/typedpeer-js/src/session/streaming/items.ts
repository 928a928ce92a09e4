import type { PeerStream } from "../../contracts/peer-stream.js";
import { PeerError } from "../../errors/peer-error.js";
import * as Status from "../../errors/status.js";
import type { StreamReceiver } from "./receiver.js";

/** Where items come from, as whoever reads them knows it. */
export interface ItemSource<T> {
  readonly receiver: StreamReceiver;

  /** Reads the next item; nothing where it is not here. Throws a `PeerError` where the bytes are none. */
  take(): { readonly value: T } | undefined;

  /** Brings the time, and sees to it that what is queued leaves. */
  enter(): void;

  /** Nobody reads any more. */
  leave(isRead: boolean): void;

  /** A failure as whoever reads gets it: what becomes of a call of this side is for whoever made it, what is wrong with an argument is for the caller. */
  told(failure: unknown): unknown;
}

/** Readers that nobody keeps, and that were never left: their producers are told that nobody reads. */
const forgotten = new FinalizationRegistry<ItemSource<unknown>>((source) => {
  source.enter();
  source.leave(false);
});

const ended = { done: true, value: undefined } as const;

/** Reads the items of one stream. */
class ItemReader<T> implements AsyncIterator<T, undefined> {
  private pending: Promise<unknown> | undefined;
  private isOver = false;

  constructor(private readonly source: ItemSource<T>) {
    forgotten.register(this, source as ItemSource<unknown>, this);
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.pending === undefined) {
      try {
        const now = this.tryNext();
        if (now !== undefined) return Promise.resolve(now);
      } catch (failure) {
        return Promise.reject(failure as Error);
      }
    }
    // Several that ask at once get theirs one after another.
    const mine = (this.pending ?? Promise.resolve()).then(() => this.wait(), () => this.wait());
    this.pending = mine;
    const through = (): void => {
      if (this.pending === mine) this.pending = undefined;
    };
    mine.then(through, through);
    return mine;
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.over(false);
    return Promise.resolve(ended);
  }

  private async wait(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const now = this.tryNext();
      if (now !== undefined) return now;
      await this.source.receiver.more();
    }
  }

  private tryNext(): IteratorResult<T, undefined> | undefined {
    if (this.isOver) return ended;
    const { source } = this;
    const { receiver } = source;
    source.enter();
    try {
      const item = source.take();
      if (item !== undefined) return { done: false, value: item.value };
      receiver.settleSoFar();
      if (!receiver.hasEnded) return undefined;
      if (receiver.failure !== undefined) throw receiver.failure as Error;
      if (!receiver.isWhole) throw new PeerError(Status.InvalidData, "The stream ends within an item.");
    } catch (failure) {
      this.over(false);
      throw source.told(failure);
    }
    this.over(true);
    return ended;
  }

  private over(isRead: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    forgotten.unregister(this);
    this.source.enter();
    this.source.leave(isRead);
  }
}

/** A stream of the peer's. Each enumeration opens what `open` opens. */
export class Items<T> implements PeerStream<T> {
  constructor(private readonly open: () => ItemSource<T>) {}

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return new ItemReader(this.open());
  }

  toReadableStream(): ReadableStream<T> {
    let reader: AsyncIterator<T, undefined> | undefined;
    return new ReadableStream<T>({
      pull: async (controller) => {
        const next = await (reader ??= this[Symbol.asyncIterator]()).next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await reader?.return?.();
      },
    }, { highWaterMark: 0 });
  }
}

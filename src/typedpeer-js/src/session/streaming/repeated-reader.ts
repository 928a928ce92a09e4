import type { CallAttempts } from "../outgoing/index.js";
import type { Items } from "./items.js";

const ended = { done: true, value: undefined } as const;

/** Reads a stream that is begun again until it has given an item, and never after that. */
export class RepeatedReader implements AsyncIterator<unknown, undefined> {
  private current: AsyncIterator<unknown, undefined> | undefined;
  private first: Promise<IteratorResult<unknown, undefined>> | undefined;
  private isFirstOver = false;
  private isLeft = false;

  constructor(
    private readonly attempts: CallAttempts,
    private readonly call: (...values: readonly unknown[]) => unknown,
  ) {}

  next(): Promise<IteratorResult<unknown, undefined>> {
    if (this.isLeft) return Promise.resolve(ended);
    if (this.isFirstOver) return this.current!.next();
    const again = (): Promise<IteratorResult<unknown, undefined>> => this.next();
    return this.first?.then(again, again) ?? (this.first = this.begin());
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    this.isLeft = true;
    this.attempts.leave();
    return this.current?.return?.() ?? Promise.resolve(ended);
  }

  private async begin(): Promise<IteratorResult<unknown, undefined>> {
    try {
      return (await this.attempts.run((...values) => (this.current = (this.call(...values) as Items<unknown>)[Symbol.asyncIterator]()).next())) as IteratorResult<unknown, undefined>;
    } catch (failure) {
      if (this.isLeft) return ended;
      throw failure;
    } finally {
      this.isFirstOver = true;
    }
  }
}

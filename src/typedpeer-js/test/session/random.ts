/** Numbers that a seed decides: the same every time. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  /** At least 0, less than `below`. */
  next(below: number): number {
    // xorshift32
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    this.state >>>= 0;
    return Math.floor((this.state / 2 ** 32) * below);
  }

  chance(of: number): boolean {
    return this.next(of) === 0;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.next(256));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.next(items.length)]!;
  }
}

import type { FileOffer } from "../api/index.js";
import type { Member } from "../room/member.js";

export type IncomingState = "offered" | "coming" | "there" | "failed";

/** A file of somebody else's, and how far it is. */
export class Incoming {
  state: IncomingState = "offered";
  received = 0;

  /** Bytes a second, lately. */
  rate = 0;

  /** What went wrong, for people. */
  problem = "";

  /** Where its bytes are once all are there, and their hash where this page can make one. */
  url: string | undefined;
  sha256: string | undefined;

  private measuredAt = 0;
  private measured = 0;

  constructor(
    readonly offer: FileOffer,
    readonly from: Member,
  ) {}

  get length(): number {
    return Number(this.offer.length);
  }

  begin(): void {
    this.state = "coming";
    this.received = this.measured = this.rate = 0;
    this.measuredAt = performance.now();
  }

  /** Counts bytes that came. */
  count(bytes: number): void {
    this.received += bytes;
    const now = performance.now();
    const elapsed = now - this.measuredAt;
    if (elapsed < 250) return;
    const rate = ((this.received - this.measured) * 1000) / elapsed;
    this.rate = this.rate === 0 ? rate : this.rate * 0.6 + rate * 0.4;
    this.measuredAt = now;
    this.measured = this.received;
  }

  fail(problem: string): void {
    this.state = "failed";
    this.problem = problem;
  }
}

import type { CallOptions } from "../contracts/call-options.js";
import type { PeerContract } from "../contracts/peer-contract.js";
import { PeerError } from "../errors/peer-error.js";
import * as Status from "../errors/status.js";
import type { PeerSession } from "../session/driving/index.js";
import { type CallAttempts, ofCall } from "../session/outgoing/index.js";
import { methodsOf, type PeerMethod } from "../session/state/index.js";
import { longest, pause } from "./pause.js";

type Call = (...values: readonly unknown[]) => unknown;

/**
 * Calls of a link that may be made twice: what the end of a session took with it is made again in the next (docs/links.md, "Two continuities"). One-way calls are not, since each is
 * over for its caller once it is in the queue, and calls with streamed arguments cannot be: their items are gone.
 */
export class RepeatedCalls {
  /** Whether there will be no other session. */
  isOver = false;

  /** What wakes those that wait for the next. */
  readonly waiting = new Set<() => void>();

  constructor(
    /** The session that calls go to now. */
    readonly current: () => PeerSession,
  ) {}

  /** Another session has begun. */
  begun(): void {
    for (const wake of this.waiting) wake();
  }

  /** There will be no other. */
  over(): void {
    this.isOver = true;
    this.begun();
  }

  /** Has those methods of a remote object made again that may be. */
  wrap<T>(contract: PeerContract<T>, remote: T): T {
    for (const method of methodsOf(contract)) {
      const { name, isIdempotent, isBytes } = method.description;
      if (!isIdempotent || method.isOneWay || method.streams.length > 0) continue;
      const call = (remote as Record<string, Call>)[name]!.bind(remote);
      Object.defineProperty(remote, name, {
        value: (...values: unknown[]): unknown => {
          const begin = (): Attempts => new Attempts(this, method, values);
          // A stream of bytes is promised: once it is open, it is read where it was opened.
          return method.answersWithStream && !isBytes ? this.current().caller.partFor(method).repeat(call, values, begin) : begin().run(call);
        },
      });
    }
    // A Proxy could not stand for an object whose own methods cannot be changed.
    return Object.create(remote as object) as T;
  }
}

/** The attempts at one call, all of which together have the time that its caller gave. */
class Attempts implements CallAttempts {
  private readonly options: CallOptions | undefined;
  private readonly until: number;
  private mayHaveExecuted = false;
  private isLeft = false;
  private pausing: AbortController | undefined;

  constructor(
    private readonly calls: RepeatedCalls,
    private readonly method: PeerMethod,
    private readonly values: readonly unknown[],
  ) {
    this.options = values[method.description.parameters.length] as CallOptions | undefined;
    this.until = performance.now() + (this.options?.deadline ?? Infinity);
  }

  async run(attempt: Call): Promise<unknown> {
    let { values } = this;
    for (;;) {
      const session = this.calls.current();
      try {
        return await attempt(...values);
      } catch (failure) {
        await this.next(session, failure);
        // What is left of the time is all that the next attempt has.
        values = Object.assign([...values], { [this.method.description.parameters.length]: { ...this.options, deadline: this.until - performance.now() } });
      }
    }
  }

  leave(): void {
    this.isLeft = true;
    this.wake();
  }

  private readonly wake = (): void => this.pausing?.abort();

  /** Waits for the session behind the one that an attempt failed in. Fails where there is no other attempt. */
  private async next(session: PeerSession, failure: unknown): Promise<void> {
    const { calls, options, wake } = this;
    const signal = options?.signal;
    if (!(failure instanceof PeerError) || failure.fate === "answered" || signal?.aborted) throw failure;
    if (!session.core.hasEnded) throw this.told(failure);
    this.mayHaveExecuted ||= failure.fate === "may-have-executed";
    signal?.addEventListener("abort", wake);
    calls.waiting.add(wake);
    try {
      while (calls.current() === session) {
        const left = this.until - performance.now();
        if (this.isLeft || calls.isOver) throw this.told(failure);
        if (!(left > 0)) {
          throw this.told(new PeerError(Status.DeadlineExceeded, `The call of ${this.method.text} took longer than its deadline allowed.`, { fate: "not-sent", cause: failure }));
        }
        await pause(Math.min(left, longest), (this.pausing = new AbortController()).signal);
        signal?.throwIfAborted();
      }
    } finally {
      signal?.removeEventListener("abort", wake);
      calls.waiting.delete(wake);
    }
    if (this.isLeft) throw failure;
  }

  /** A failure as its caller learns it: that the last attempt was not sent says nothing of those before. */
  private told(failure: unknown): unknown {
    return this.mayHaveExecuted && failure instanceof PeerError && failure.fate === "not-sent"
      ? ofCall(new PeerError(failure.status, `${failure.message} An attempt before may have executed.`, { fate: "may-have-executed", cause: failure }))
      : failure;
  }
}

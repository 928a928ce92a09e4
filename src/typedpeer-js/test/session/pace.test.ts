import assert from "node:assert/strict";
import { test } from "node:test";
import { SessionState, withDefaults } from "../../src/session/state/index.js";
import { Pace } from "../../src/session/streaming/pace.js";

const chunk = 16 * 1024;
const rate = 25_000;

/** A session's state with a path that answers a ping after so many milliseconds, and a queue that stands before it. */
class Path {
  readonly state = new SessionState(withDefaults());
  readonly pace = new Pace(this.state);
  private answers = Infinity;

  /** How much later the next answers come, each in turn, since a thread wakes late. */
  readonly late: number[] = [];

  constructor(
    private readonly empty: number,
    first: number,
  ) {
    this.state.keepAlive.opened(0);
    this.state.keepAlive.connected(0);
    this.answer(first);
  }

  /** Streams for so long, beside calls or not. The queue that the stream makes is what its window holds, but for what the path itself does. Returns the last limit. */
  stream(milliseconds: number, isCalling: boolean): number {
    const { state, pace } = this;
    let limit = 0;
    let queued = 0;
    for (const end = state.now + milliseconds; state.now < end; ) {
      state.now += 0.5;
      if (isCalling) state.callsSeen++;
      pace.probe();
      limit = pace.limit(rate);
      queued += (limit - queued) / 2;
      if (state.keepAlive.isWaiting && this.answers === Infinity) this.answers = state.now + Math.max(this.empty, queued / rate) + (this.late.shift() ?? 0);
      if (state.now >= this.answers) this.answer(0);
    }
    return limit;
  }

  private answer(after: number): void {
    const { state } = this;
    state.now += after;
    this.answers = Infinity;
    // The token of the last ping lies behind the frame's type and length.
    const sent = state.send.control.peek();
    const token = new DataView(sent.buffer, sent.byteOffset + sent.length - 8).getBigUint64(0, true);
    state.keepAlive.onPong(token, state.now);
  }
}

test("A stream beside calls has a few packets on its way on a short path, though the first round trip took long", () => {
  const path = new Path(0.3, 20);
  assert.ok(path.stream(500, true) > chunk, "It is not known yet that the path is short.");
  assert.equal(path.stream(2000, true), chunk / 4);
});

test("A short path is found to be one although the threads at its ends wake late for most measurements", () => {
  for (const inTime of [0, 1, 2, 3]) {
    const path = new Path(0.3, 5);
    path.late.push(...[4, 3, 6, 2].map((late, i) => (i === inTime ? 0 : late)));
    path.stream(2000, true);
    assert.equal(path.stream(1, true), chunk / 4, `measurement ${inTime + 1} is in time`);
  }
});

test("Credit beside calls made one after the other leaves when an answer came, or a moment later, and at once beside all else", () => {
  const { state, pace } = new Path(0.3, 0.3);
  state.send.control.clear();
  let left = 0;
  const grant = (): void => pace.grant(() => left++);
  const expire = (): void => state.deadlines.expire(state.now);
  grant();
  assert.equal(left, 1, "Nobody calls.");
  const call = (): void => {
    state.now += 0.5;
    state.callsSeen++;
    pace.limit(rate);
  };
  call();
  grant();
  grant();
  expire();
  assert.equal(left, 1);
  pace.messageRead();
  assert.equal(left, 3, "An answer came.");
  grant();
  assert.equal(state.deadlines.next, state.now + 1);
  state.now += 1;
  expire();
  assert.equal(left, 4, "None came in time.");
  pace.messageRead();
  assert.equal(left, 4, "Once each.");
  state.send.control.frame(1, 1).byte(1);
  grant();
  assert.equal(left, 5, "Something leaves anyway.");
  state.send.control.clear();
  for (let i = 0; i < 100; i++) {
    state.now += 20;
    state.callsSeen++;
    pace.limit(rate);
  }
  grant();
  assert.equal(left, 6, "Calls are rare.");
});

test("A stream beside calls has what a long path holds on its way, and its own queue never counts as path", () => {
  const path = new Path(20, 20);
  path.stream(5000, true);
  const before = path.stream(1, true);
  assert.equal(before, 2 * rate * 20);
  assert.ok(path.stream(60_000, true) <= 1.1 * before, "It grew.");
});

test("A stream that nobody calls beside is held down for one measurement every ten seconds, and no longer", () => {
  const path = new Path(5, 5);
  let low = 0;
  for (let i = 0; i < 40_000; i++) if (path.stream(0.5, false) <= chunk) low++;
  assert.ok(low > 0 && low < 400, `${low} of 40,000 looks`);
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as $ from "typedpeer/contract";
import { PeerError } from "../../src/errors/peer-error.js";
import { MemoryChannel, type MemoryChannelOptions } from "../../src/session/channels/index.js";
import type { PeerSession, ResumeOutcome } from "../../src/session/driving/index.js";
import { resume } from "../../src/session/resuming/index.js";
import { ResumeExchange } from "../../src/session/resuming/exchange.js";
import { SessionKey } from "../../src/session/resuming/key.js";
import type { ResumableDelivery } from "../../src/session/resuming/resumable-delivery.js";
import { FrameQueue, typePing, typeResume, typeResumeProof, typeResumeRefused, typeSuspend } from "../../src/session/wire/index.js";
import { Random } from "./random.js";
import { makePair, type Pair, serve, settled, testContract } from "./world.js";

interface Worker {
  add(a: number, b: number, options?: $.CallOptions): Promise<number>;
  note(number: number, options?: $.CallOptions): Promise<void>;
  count(to: number, options?: $.CallOptions): $.PeerStream<number>;
  sum(numbers: $.StreamSource<number>, options?: $.CallOptions): Promise<number>;
  echo(text: string, options?: $.CallOptions): Promise<string>;
}

const number = { name: "number", kind: "value", codec: $.int32 } as const;
const Worker = testContract<Worker>("Test.IWorker", [
  { name: "add", parameters: [number, number], result: $.int32 },
  { name: "note", kind: "oneWay", isOneWay: true, parameters: [number] },
  { name: "count", kind: "stream", parameters: [number], result: $.int32 },
  { name: "sum", parameters: [{ name: "numbers", kind: "stream", codec: $.int32 }], result: $.int32 },
  { name: "echo", parameters: [{ name: "text", kind: "value", codec: $.string }], result: $.string },
], { uses: [$.streams] });

class Served {
  readonly notes: number[] = [];
  added = 0;

  add(a: number, b: number): number {
    this.added++;
    return a + b;
  }

  note(value: number): void {
    this.notes.push(value);
  }

  async *count(to: number): AsyncGenerator<number> {
    for (let i = 0; i < to; i++) yield i;
  }

  async sum(numbers: AsyncIterable<number>): Promise<number> {
    let total = 0;
    for await (const one of numbers) total += one;
    return total;
  }

  echo(text: string): string {
    return text;
  }
}

interface Resuming extends Pair {
  readonly served: Served;
  readonly worker: Worker;
}

const options = { options: { resumeTimeout: 60_000 }, parts: [resume] };

async function makeResuming(channel: MemoryChannelOptions = {}): Promise<Resuming> {
  const served = new Served();
  const pair = makePair({ left: options, right: { ...serve(Worker, served), ...options }, channel });
  const worker = pair.left.remote(Worker);
  await worker.add(1, 1);
  while (!deliveryOf(pair.left).canResume || !deliveryOf(pair.right).canResume) await settled();
  return { ...pair, served, worker };
}

const deliveryOf = (session: PeerSession): ResumableDelivery => session.core.delivery as ResumableDelivery;

const nobody = { own: "", peer: "" };

/** Hands both sessions another channel. */
async function reconnect(left: PeerSession, right: PeerSession, channel: MemoryChannelOptions = {}): Promise<[ResumeOutcome, ResumeOutcome]> {
  const [one, other] = MemoryChannel.pair(channel);
  return Promise.all([left.resumeOver!(one, nobody), right.resumeOver!(other, nobody)]);
}

test("Name and proofs are those of the golden frames", async () => {
  const golden = new Map(readFileSync(join(import.meta.dirname, "../../../../../tests/vectors/frames.tsv"), "utf8").split("\n").map((line) => line.split("\t") as [string, string]));
  const numbered = (from: number, count = 32): Uint8Array => Uint8Array.from({ length: count }, (_, i) => (from + i) % 256);
  const key = new SessionKey(numbered(100), numbered(0));
  assert.equal(key.isFirst, false);
  assert.equal(Buffer.from(await key.name).toString("hex"), golden.get("resume-name")!.slice(4, 36));
  const first = { nonce: numbered(10), received: 5, identity: "sha-256 AA:BB" };
  const second = { nonce: numbered(20), received: 300, identity: "" };
  for (const byFirst of [true, false]) {
    const proof = await key.prove(byFirst, first, second);
    assert.equal(Buffer.from(proof).toString("hex"), golden.get(byFirst ? "resume-proof-first" : "resume-proof-second")!.slice(4));
    assert.equal(await key.verify(proof, byFirst, first, second), true);
    assert.equal(await key.verify(proof, !byFirst, first, second), false);
  }
});

test("A session whose channel is lost goes on over another, and nothing is lost or done twice", async () => {
  const { left, right, channels, worker, served } = await makeResuming();
  const pending = Promise.all(Array.from({ length: 50 }, (_, i) => worker.add(i, i)));
  for (let i = 0; i < 50; i++) void worker.note(i);
  const sum = worker.sum((async function* () {
    for (let i = 0; i < 5000; i++) yield i;
  })());
  await Promise.resolve();
  channels[0].cut();
  await settled();
  assert.ok(left.isSuspended && right.isSuspended);
  const later = worker.add(20, 22);
  assert.deepEqual(await reconnect(left, right), ["goes-on", "goes-on"]);
  assert.deepEqual(await pending, Array.from({ length: 50 }, (_, i) => 2 * i));
  assert.equal(await sum, 12_497_500);
  assert.equal(await later, 42);
  assert.deepEqual(served.notes, Array.from({ length: 50 }, (_, i) => i));
  assert.equal(served.added, 52);
  assert.equal((await left.stop()).kind, "Stopped");
  assert.equal((await right.closed).kind, "StoppedByPeer");
});

test("A peer that suspends is waited for as long as both wait, and the session goes on when it comes", async () => {
  const { left, right, channels, worker } = await makeResuming();
  const golden = readFileSync(join(import.meta.dirname, "../../../../../tests/vectors/frames.tsv"), "utf8").split("\n").find((line) => line.startsWith("suspend\t"))!.split("\t")[1]!;
  const suspend = Buffer.from(golden, "hex");
  channels[1].send(suspend);
  await settled();
  assert.ok(left.core.delivery!.isSuspendedByPeer);
  // The channel is let go of, which is all the answer there is.
  assert.ok(right.isSuspended && !right.core.delivery!.isSuspendedByPeer);
  const sum = worker.add(20, 22);
  assert.deepEqual(await reconnect(left, right), ["goes-on", "goes-on"]);
  assert.equal(await sum, 42);
  assert.ok(!left.core.delivery!.isSuspendedByPeer);

  // Two minutes, of which this side waits one.
  const again = await makeResuming();
  again.channels[1].send(suspend);
  await settled();
  await again.time.pass(59_999);
  assert.ok(again.left.core.delivery!.isSuspendedByPeer);
  await again.time.pass(2);
  assert.equal((await again.left.closed).kind, "ConnectionLost");
});

test("A session that gets no other channel in time ends as its loss would have", async () => {
  const { left, worker, channels, time } = await makeResuming();
  const silent: boolean[] = [];
  left.onresponsivechange = (isResponsive) => silent.push(isResponsive);
  channels[0].cut();
  await settled();
  assert.deepEqual(silent, [false]);
  const lost = assert.rejects(worker.add(1, 2), (error: unknown) => error instanceof PeerError && error.fate === "not-sent" && /no other channel came in time/.test(error.message));
  await time.pass(60_001);
  await lost;
  assert.equal((await left.closed).kind, "ConnectionLost");
});

test("A deadline passes although there is no channel", async () => {
  const { worker, channels, time } = await makeResuming();
  channels[0].cut();
  await settled();
  const late = assert.rejects(worker.add(1, 2, { deadline: 100 }), /took longer than its deadline/);
  await time.pass(101);
  await late;
});

test("Whoever has not the key does not get the session, and the session waits on", async () => {
  const { left, right, worker, channels } = await makeResuming();
  channels[0].cut();
  await settled();
  const name = await deliveryOf(right).key!.name;
  for (const proof of [new Uint8Array(32), new Uint8Array(0)]) {
    const { end, outcome } = attempt(right);
    const attacker = new Actor(end).channel;
    attacker.send(new FrameQueue().frame(typeResume, 50).raw(name).raw(new Uint8Array(32)).varint(0).varint(0).peek());
    attacker.send(new FrameQueue().frame(typeResumeProof, proof.length).raw(proof).peek());
    assert.equal(await outcome, "failed");
    assert.ok(right.isSuspended);
  }
  assert.deepEqual(await reconnect(left, right), ["goes-on", "goes-on"]);
  assert.equal(await worker.add(1, 2), 3);
});

test("A peer with another session ends the one that waits", async () => {
  const { left, channels } = await makeResuming();
  const stranger = await makeResuming();
  channels[0].cut();
  stranger.channels[0].cut();
  await settled();
  assert.deepEqual(await reconnect(left, stranger.right), ["failed", "failed"]);
  assert.match((await left.closed).message, /another session/);
});

test("A peer that began anew is told apart, and its channel given on with what came", async () => {
  const { left, channels } = await makeResuming();
  channels[0].cut();
  await settled();
  const fresh = makePair({ right: serve(Worker, new Served()) });
  const outcome = await left.resumeOver!(fresh.channels[0], nobody);
  assert.ok(typeof outcome === "object");
  assert.equal((await left.closed).kind, "ConnectionLost");
});

/** Whoever has the session's key, and says what it likes: a test's peer at the end of a channel. Collects the frames' types that came. */
class Actor {
  readonly heard: number[] = [];

  constructor(readonly channel: MemoryChannel, opened: () => void = () => undefined, message: (bytes: Uint8Array) => void = () => undefined) {
    channel.listen({
      opened,
      message: (bytes) => {
        this.heard.push(bytes[0]!);
        message(bytes);
      },
      datagram: () => undefined, low: () => undefined, closed: () => undefined,
    });
  }
}

/** A channel to a session, and what became of the attempt to go on over it. */
function attempt(session: PeerSession, channel: MemoryChannelOptions = {}): { outcome: Promise<ResumeOutcome>; end: MemoryChannel } {
  const [end, own] = MemoryChannel.pair(channel);
  return { end, outcome: session.resumeOver!(own, nobody) };
}

test("Whatever begins a channel but RESUME, its proof and its refusal begins another session", async () => {
  for (const first of [Uint8Array.of(), Uint8Array.of(typePing, 8, 1, 2, 3, 4, 5, 6, 7, 8), Uint8Array.of(typeSuspend, 1, 0), Uint8Array.of(0xff, 0)]) {
    const { right, channels } = await makeResuming();
    channels[0].cut();
    await settled();
    const { end, outcome } = attempt(right);
    new Actor(end).channel.send(first);
    const begun = await outcome;
    assert.ok(typeof begun === "object", `[${first}]`);
    assert.match((await right.closed).message, /begun another session/);
    const came: Uint8Array[] = [];
    begun.begunAnew.listen({ opened: () => undefined, message: (bytes) => void came.push(bytes), datagram: () => undefined, low: () => undefined, closed: () => undefined });
    assert.deepEqual(came, [first]);
  }
});

test("Of several channels at once the session takes one, and says nothing more on the others", async () => {
  for (let round = 0; round < 10; round++) {
    const { left, right, channels, worker } = await makeResuming();
    channels[0].cut();
    await settled();
    const pairs = Array.from({ length: 6 }, () => MemoryChannel.pair());
    const outcomes = await Promise.all(pairs.map(([one, other]) => Promise.all([left.resumeOver!(one, nobody), right.resumeOver!(other, nobody)])));
    const taken = outcomes.map(([one, other]) => one === "goes-on" && other === "goes-on");
    assert.equal(taken.filter(Boolean).length, 1, JSON.stringify(outcomes));
    assert.equal(outcomes.flat().filter((one) => one === "goes-on").length, 2, JSON.stringify(outcomes));
    assert.equal(await worker.add(20, 22), 42);
    assert.ok(!left.isSuspended && !right.isSuspended);
  }
});

test("A refusal ends the session that waits although its reason cannot be read", async () => {
  const { right, channels } = await makeResuming();
  channels[0].cut();
  await settled();
  const { end, outcome } = attempt(right);
  new Actor(end).channel.send(Uint8Array.of(typeResumeRefused, 1, 0x80));
  assert.equal(await outcome, "failed");
  assert.equal((await right.closed).kind, "ConnectionLost");
});

test("SUSPEND among the proofs ends the attempt, and the session waits on", async () => {
  const { right, channels } = await makeResuming();
  channels[0].cut();
  await settled();
  const { end, outcome } = attempt(right);
  const actor = new Actor(end);
  actor.channel.send(new FrameQueue().frame(typeResume, 50).raw(await deliveryOf(right).key!.name).raw(new Uint8Array(32)).varint(0).varint(0).frame(typeSuspend, 1).varint(0).peek());
  assert.equal(await outcome, "failed");
  await settled();
  assert.equal(actor.heard.at(-1), typeResumeRefused);
  assert.ok(right.isSuspended);
});

test("A peer that has the key and claims messages that were never sent gets no session, and no word that this one is over", async () => {
  const { left, right, worker, channels } = await makeResuming();
  channels[0].cut();
  await settled();
  const { end, outcome } = attempt(right);
  const exchange = new ResumeExchange(deliveryOf(left).key!, { nonce: new Uint8Array(32).fill(7), received: 1_000_000, identity: "" }, "");
  const actor: Actor = new Actor(end, () => void exchange.begin().then((message) => end.send(message)), (message) => void exchange.receive(message).then((answer) => answer && end.send(answer)));
  assert.equal(await outcome, "failed");
  await settled();
  assert.ok(!actor.heard.includes(typeResumeRefused), `${actor.heard}`);
  assert.deepEqual(await reconnect(left, right), ["goes-on", "goes-on"]);
  assert.equal(await worker.add(1, 2), 3);
});

test("A session that is over says so on a channel that it is given, before that may be let go of with its connection", async () => {
  const { left, right } = await makeResuming();
  await left.stop();
  await right.closed;
  const { end, outcome } = attempt(right);
  const actor = new Actor(end);
  assert.deepEqual([await outcome, ...actor.heard], ["failed", typeResumeRefused]);
  await settled();
  assert.deepEqual(actor.heard, [typeResumeRefused]);
});

test("A channel that takes less than a session needs is refused", async () => {
  const { left, right, channels } = await makeResuming();
  channels[0].cut();
  await settled();
  assert.deepEqual(await reconnect(left, right, { maxMessageSize: 1199 }), ["failed", "failed"]);
});

test("The application is asked again whether the peer may have the session, and a peer that it takes for another does not get it", async () => {
  let says: () => unknown = () => ({ id: 7 });
  const served = new Served();
  const { left, right, channels } = makePair({ left: options, right: { ...serve(Worker, served), parts: [resume], options: { resumeTimeout: 60_000, authorize: () => says() } } });
  const worker = left.remote(Worker);
  await worker.add(1, 1);
  while (!deliveryOf(left).canResume || !deliveryOf(right).canResume) await settled();
  channels[0].cut();
  await settled();
  assert.deepEqual(await reconnect(left, right), ["goes-on", "goes-on"]);
  assert.equal(await worker.add(1, 2), 3);
  for (const no of [(): unknown => false, (): unknown => ({ id: 8 }), (): unknown => assert.fail("no")]) {
    says = no;
    right.channel.close();
    await settled();
    const { end, outcome } = attempt(right);
    const actor = new Actor(end);
    assert.equal(await outcome, "failed");
    await settled();
    assert.deepEqual(actor.heard, [typeResumeRefused]);
    assert.ok(right.isSuspended);
  }
});

test("A peer that says nothing on another channel is given up when the time for a handshake is over", async () => {
  const { right, channels, time } = await makeResuming();
  channels[0].cut();
  await settled();
  const { end, outcome } = attempt(right);
  const actor = new Actor(end);
  while (actor.heard.length === 0) await settled();
  await time.pass(right.core.state.options.handshakeTimeout);
  assert.equal(await outcome, "failed");
  assert.deepEqual(actor.heard, [typeResume]);
  assert.ok(right.isSuspended);
});

test("Large messages go on over a channel that takes less", async () => {
  const { left, right, worker, channels } = await makeResuming();
  const text = "x".repeat(300_000);
  const echo = worker.echo(text);
  await Promise.resolve();
  await Promise.resolve();
  channels[0].cut();
  await settled();
  assert.deepEqual(await reconnect(left, right, { maxMessageSize: 1200 }), ["goes-on", "goes-on"]);
  assert.equal(await echo, text);
});

test("Whenever channels are lost, each call runs once and each stream arrives whole", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = new Random(seed);
    const delayed: (() => void)[] = [];
    // Messages are under way for a while, in order, so that a loss takes some with it.
    const channel: MemoryChannelOptions = { later: (action) => void (random.chance(3) || delayed.length > 0 ? delayed.push(action) : queueMicrotask(action)) };
    const deliver = (): void => {
      for (const one of delayed.splice(0, 1 + random.next(8))) one();
    };
    let done = false;
    const pump = (async () => {
      while (!done) {
        deliver();
        await settled();
      }
    })();
    try {
      await loseAll(random, seed, channel);
    } finally {
      done = true;
    }
    await pump;
  }
});

/** Loses channels while calls and streams of every kind are under way. */
async function loseAll(random: Random, seed: number, channel: MemoryChannelOptions): Promise<void> {
  const { left, right, channels, worker, served } = await makeResuming(channel);
  let current = channels;
  const work = (async () => {
    const sums = Array.from({ length: 40 }, (_, i) => worker.add(i, 1));
    for (let i = 0; i < 40; i++) void worker.note(i);
    let last = -1;
    const counting = (async () => {
      for await (const item of worker.count(3000)) assert.equal(item, ++last);
    })();
    const sum = worker.sum((async function* () {
      for (let i = 0; i < 3000; i++) yield i;
    })());
    assert.deepEqual(await Promise.all(sums), Array.from({ length: 40 }, (_, i) => i + 1), `seed ${seed}`);
    await counting;
    assert.equal(last, 2999, `seed ${seed}`);
    assert.equal(await sum, 4_498_500, `seed ${seed}`);
  })();
  for (let loss = 0; loss < 4; loss++) {
    for (let i = random.next(12); i > 0; i--) await settled();
    current[random.next(2)]!.cut();
    for (let tries = 0; tries < 200; tries++) {
      await settled();
      const pair = MemoryChannel.pair({ ...channel, maxMessageSize: random.pick([1200, 4096, 65536]) });
      const outcomes = await Promise.all([left.resumeOver!(pair[0], nobody), right.resumeOver!(pair[1], nobody)]);
      current = pair;
      if (outcomes.every((one) => one === "goes-on")) break;
    }
  }
  await work;
  assert.deepEqual(served.notes, Array.from({ length: 40 }, (_, i) => i), `seed ${seed}`);
  assert.equal(served.added, 41, `seed ${seed}`);
  const stopped = left.stop();
  assert.equal((await stopped).kind, "Stopped", `seed ${seed}`);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import * as $ from "typedpeer/contract";
import type { PeerChannel, PeerChannelEvents } from "../../src/session/channels/index.js";
import { PeerSession } from "../../src/session/driving/index.js";
import { serving } from "../../src/session/serving/index.js";
import { FrameQueue, FrameReader, varintSize } from "../../src/session/wire/index.js";
import { Random } from "./random.js";
import { settled, testContract, VirtualTime } from "./world.js";

interface Victim {
  echo(text: string, options?: $.CallOptions): Promise<string>;
  note(text: string, options?: $.CallOptions): Promise<void>;
  hang(options?: $.CallOptions): Promise<void>;
  sum(numbers: $.StreamSource<number>, options?: $.CallOptions): Promise<number>;
  count(to: number, options?: $.CallOptions): $.PeerStream<number>;
}

const text = { name: "text", kind: "value", codec: $.string } as const;
const Victim = testContract<Victim>("Test.IVictim", [
  { name: "echo", parameters: [text], result: $.string },
  { name: "note", kind: "oneWay", isOneWay: true, parameters: [text] },
  { name: "hang" },
  { name: "sum", parameters: [{ name: "numbers", kind: "stream", codec: $.int32 }], result: $.int32 },
  { name: "count", kind: "stream", parameters: [{ name: "to", kind: "value", codec: $.int32 }], result: $.int32 },
], { uses: [$.streams] });
const [echo, note, hang, sum, count] = Victim.methods.map((method) => method.id) as [bigint, bigint, bigint, bigint, bigint];

const implementation = {
  echo: (said: string) => said,
  note: () => undefined,
  hang: () => new Promise<void>(() => undefined),
  sum: async (numbers: AsyncIterable<number>) => {
    let total = 0;
    for await (const one of numbers) total += one;
    return total;
  },
  async *count(to: number) {
    for (let i = 0; i < to; i++) yield i;
  },
};

/** A session whose other side is whatever a test sends. */
class Attacked implements PeerChannel {
  readonly maxMessageSize = 65536;
  readonly maxDatagramSize = 0;
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  readonly sent: Uint8Array[] = [];
  readonly failures: unknown[] = [];
  readonly session: PeerSession;
  readonly time = new VirtualTime();
  events!: PeerChannelEvents;

  constructor(options: ConstructorParameters<typeof PeerSession>[1] = {}) {
    this.session = new PeerSession(this, {
      serve: [serving(Victim, implementation)], surroundings: this.time, ...options, options: { onFailure: (_, failure) => this.failures.push(failure), ...options.options },
    });
    this.events.opened();
  }

  listen(events: PeerChannelEvents): void {
    this.events = events;
  }

  send(message: Uint8Array): void {
    this.sent.push(message.slice());
  }

  sendDatagram(): void {}
  openLane(): boolean {
    return false;
  }
  close(): void {}

  /** Frames of the given bytes, each a message of its own. */
  async receive(...messages: Uint8Array[]): Promise<void> {
    for (const message of messages) this.events.message(message);
    await settled();
  }

  get end(): string {
    return this.session.core.state.end?.message ?? "";
  }

  /** The types of the frames that were sent. */
  get types(): number[] {
    const reader = new FrameReader();
    return this.sent.flatMap((message) => {
      reader.open(message);
      const types: number[] = [];
      while (reader.next()) types.push(reader.type);
      return types;
    });
  }

  /** The calls that failed, with their status. */
  get errors(): [number, number][] {
    const reader = new FrameReader();
    return this.sent.flatMap((message) => {
      reader.open(message);
      const errors: [number, number][] = [];
      while (reader.next()) if (reader.type === 0x14) errors.push([reader.varint(), reader.varint()]);
      return errors;
    });
  }
}

/** A frame of fields: numbers are varints, bigints 64 bits. */
function frame(type: number, ...fields: (number | bigint | string | Uint8Array)[]): Uint8Array {
  const bytes = fields.map((field) => (typeof field === "string" ? new TextEncoder().encode(field) : field));
  const size = (field: number | bigint | Uint8Array, isText: boolean): number =>
    typeof field === "number" ? varintSize(field) : typeof field === "bigint" ? 8 : field.length + (isText ? varintSize(field.length) : 0);
  const queue = new FrameQueue().frame(type, bytes.reduce<number>((total, field, i) => total + size(field, typeof fields[i] === "string"), 0));
  bytes.forEach((field, i) => {
    if (typeof field === "number") queue.varint(field);
    else if (typeof field === "bigint") queue.u64(field);
    else if (typeof fields[i] === "string") queue.sized(field);
    else queue.raw(field);
  });
  return queue.peek();
}

const magic = Uint8Array.of(0x54, 0x50, 0x50);
const hello = (more: number[] = [1, 1, 4 << 20, 1024, 1 << 20, 256 << 10, 0, 3]): Uint8Array => frame(0x01, magic, ...more);
const call = (id: number, method: bigint, flags = 0, more: Uint8Array = new Uint8Array(0)): Uint8Array => frame(0x10, id, flags, method, more);
const string = (value: string): Uint8Array => {
  const writer = new $.Writer();
  $.string.write(writer, value);
  return writer.finish();
};

const wrong: [string, RegExp, Uint8Array[]][] = [
  ["another protocol", /does not speak this protocol/, [Uint8Array.from([0x01, 4, 71, 69, 84, 32])]],
  ["another version", /versions 2 to 3/, [hello([2, 3, 1, 1, 65536, 1, 0])]],
  ["a call window no frame fits in", /call window is smaller/, [hello([1, 1, 1000, 10, 100, 1000, 0])]],
  ["a second HELLO", /a second HELLO/, [hello(), hello()]],
  ["frames before HELLO", /does not begin with HELLO/, [call(1, hang)]],
  ["too many contracts", /more than 4096 contracts/, [hello([1, 1, 1000, 10, 65536, 1000, 5000])]],
  ["a CONTRACT too many", /more CONTRACT frames/, [hello(), frame(0x02, 1n, 2n, 0)]],
  ["too many methods", /more than 16384 methods/, [hello([1, 1, 1000, 10, 65536, 1000, 1]), frame(0x02, 1n, 2n, 20_000)]],
  ["an unknown frame", /unknown type 0x7f/, [hello(), frame(0x7f)]],
  ["a frame that is cut short", /longer than its message/, [hello(), Uint8Array.of(0x10, 50, 1)]],
  ["a PING without a token", /cut short/, [hello(), frame(0x03, 1)]],
  ["an identifier used again", /identifier again/, [hello(), call(2, hang), call(2, hang)]],
  ["an identifier that is zero", /identifier again/, [hello(), call(0, hang)]],
  ["a target of no kind", /cut short/, [hello(), call(1, hang, 4, Uint8Array.of(9))]],
  ["too many headers", /cut short/, [hello(), call(1, hang, 16, Uint8Array.of(65))]],
  ["arguments after the last", /after the last/, [hello(), call(1, hang), frame(0x11, 1, 0)]],
  ["arguments of no call", /never made/, [hello(), frame(0x11, 5, 0)]],
  ["a result of no call", /never made/, [hello(), frame(0x13, 1, 0)]],
  ["an error of no call", /never made/, [hello(), frame(0x14, 1, 5, "no")]],
  ["a cancellation of no call", /never made/, [hello(), frame(0x12, 1, 1)]],
  ["HANDLED of no call", /never made/, [hello(), frame(0x15, 1)]],
  ["data of no call", /never made/, [hello(), frame(0x20, 2, 1)]],
  ["data for a stream there is not", /stream the call does not have/, [hello(), call(1, hang), frame(0x20, 2, 1, Uint8Array.of(1))]],
  ["data after the end", /after the end of its stream/, [hello(), call(1, sum), frame(0x21, 2, 1), frame(0x20, 2, 1)]],
  ["credit for a stream that is received", /stream that this side receives/, [hello(), call(1, sum), frame(0x23, 2, 1, 5)]],
  ["a stop of a result", /ends with CANCEL/, [hello(), call(1, count, 0, Uint8Array.of(9, 0, 0, 0)), frame(0x24, 2, 0)]],
  ["a failure of a result", /ends with ERROR/, [hello(), frame(0x22, 3, 0, 5, "no")]],
  ["a reference never shared", /never shared/, [hello(), frame(0x30, 1, 1)]],
  ["SETTLE of what was never sent", /not sent/, [hello(), call(1, hang), frame(0x31, 2, 0, 7, 1)]],
  ["FINISHED without GOODBYE", /FINISHED without GOODBYE/, [hello(), frame(0x06)]],
  ["a second GOODBYE", /a second GOODBYE/, [hello(), call(1, hang), frame(0x05, 0, 0, ""), frame(0x05, 0, 0, "")]],
];

for (const [what, message, messages] of wrong) {
  test(`A peer that sends ${what} ends the session with the reason, and is told it`, async () => {
    const attacked = new Attacked();
    await attacked.receive(...messages);
    assert.match(attacked.end, message);
    assert.match(attacked.end, /^The peer broke the protocol: /);
    assert.equal((await attacked.session.closed).kind, "ProtocolError");
    assert.equal(attacked.types.at(-1), 0x05);
    assert.deepEqual(attacked.failures, []);
  });
}

test("What an honest peer may send late, or a newer one sends, is ignored", async () => {
  const attacked = new Attacked();
  await attacked.receive(
    hello([1, 4, 4 << 20, 1024, 1 << 20, 256 << 10, 0, 3, 9, 9]), frame(0x99, 1, 2, 3), call(1, echo, 0, string("a")));
  await attacked.receive(frame(0x11, 1, 0), frame(0x12, 1, 1), frame(0x20, 2, 1), frame(0x23, 2, 0, 9), frame(0x31, 2, 0, 0, 1), call(2, echo, 256, string("b")));
  assert.equal(attacked.end, "");
  assert.deepEqual(attacked.types.filter((type) => type >= 0x10 && type < 0x80), [0x13, 0x14]);
});

test("A peer that goes past the call window, or the calls at once, ends the session", async () => {
  const window = new Attacked({ options: { callWindowBytes: 65536 } });
  await window.receive(hello());
  for (let id = 1; id < 30; id++) window.events.message(call(id, hang, 1, new Uint8Array(4000)));
  assert.match(window.end, /past the call window/);

  const atOnce = new Attacked({ options: { maxConcurrentCalls: 4 } });
  await atOnce.receive(hello());
  for (let id = 1; id < 10; id++) atOnce.events.message(call(id, hang));
  assert.match(atOnce.end, /limit of 4 at once/);
});

test("Arguments and items beyond their limits fail their call alone", async () => {
  const attacked = new Attacked({ options: { maxMessageBytes: 100_000 } });
  await attacked.receive(hello(), call(1, echo, 1, new Uint8Array(10_000)));
  for (let i = 0; i < 20; i++) await attacked.receive(frame(0x11, 1, 1, new Uint8Array(10_000)));
  await attacked.receive(call(2, sum), frame(0x20, 4, 1, Uint8Array.of(0xff, 0xff, 0xff, 0x7f, 1)));
  await attacked.receive(call(3, echo, 0, string("still there")));
  assert.equal(attacked.end, "");
  assert.deepEqual(attacked.types.filter((type) => type === 0x13 || type === 0x14), [0x14, 0x14, 0x13]);
  assert.equal(attacked.session.core.incoming!.count, 0);
});

test("A frame for a stream of a call that is over is ignored, whichever stream that is", async () => {
  const attacked = new Attacked();
  await attacked.receive(frame(0x01, magic, 1, 1, 4 << 20, 1024, 1 << 20, 256 << 10, 1, 3), frame(0x02, Victim.nameHash, Victim.fingerprint, 0));
  await attacked.session.remote(Victim).note("gone");
  await attacked.receive(frame(0x20, 3, 2, Uint8Array.of(1)), frame(0x21, 3, 1), frame(0x21, 3, 0));
  assert.equal(attacked.end, "");
});

test("A caller is told that an item of its is none, or is too large, where the handler lets it through", async () => {
  const attacked = new Attacked({ options: { maxMessageBytes: 1024 } });
  await attacked.receive(hello(), call(1, sum), frame(0x20, 2, 1, Uint8Array.of(1, 7)), call(2, sum), frame(0x20, 4, 1, Uint8Array.of(0xff, 0x7f, 0)), call(3, sum), frame(0x21, 6, 1, Uint8Array.of(4, 0)));
  assert.deepEqual(attacked.errors, [[1, 4], [2, 6], [3, 4]]);
});

test("What a peer can make a session hold is bounded", async () => {
  const attacked = new Attacked({ options: { maxReceiveBytes: 1 << 20, maxMessageBytes: 1 << 20, callWindowBytes: 8 << 20 } });
  await attacked.receive(hello());
  for (let id = 1; id < 400; id++) attacked.events.message(call(id, echo, 1, new Uint8Array(12_000)));
  assert.equal(attacked.end, "");
  assert.ok(attacked.session.core.state.held <= 1 << 20);
  attacked.events.message(frame(0x05, 10, 0, "bye"));
  assert.equal(attacked.session.core.state.held, 0);
});

test("A peer that asks and does not read ends the session", async () => {
  const attacked = new Attacked();
  await attacked.receive(hello());
  attacked.bufferedAmount = 1 << 30;
  const pings = new FrameQueue();
  for (let i = 0; i < 3000; i++) pings.frame(0x03, 8).u64(BigInt(i));
  for (let i = 0; i < 60 && attacked.end === ""; i++) attacked.events.message(pings.peek());
  assert.match(attacked.end, /reads no answers/);
});

test("A result that is not what the contract says fails its call alone", async () => {
  const attacked = new Attacked();
  await attacked.receive(frame(0x01, magic, 1, 1, 4 << 20, 1024, 1 << 20, 256 << 10, 1, 3), frame(0x02, Victim.nameHash, Victim.fingerprint, 0));
  const asked = assert.rejects(attacked.session.remote(Victim).echo("a"), /The result of Test\.IVictim\.EchoAsync\(\) is not what the contract says/);
  await settled();
  await attacked.receive(frame(0x13, 1, 0, Uint8Array.of(1, 2, 3)));
  await asked;
  const nothing = assert.rejects(attacked.session.remote(Victim).hang(), /The result of Test\.IVictim\.HangAsync\(\) is not what the contract says/);
  await settled();
  await attacked.receive(frame(0x13, 2, 0, Uint8Array.of(1)));
  await nothing;
  assert.equal(attacked.end, "");
});

test("Whatever bytes come, a session goes on or ends with a reason, and holds a bounded amount", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = new Random(seed);
    const attacked = new Attacked({ options: { maxReceiveBytes: 1 << 20, maxMessageBytes: 1 << 16, maxConcurrentCalls: 8 } });
    attacked.events.message(frame(0x01, magic, 1, 1, 4 << 20, 1024, 1 << 20, 256 << 10, 1, 3));
    attacked.events.message(frame(0x02, Victim.nameHash, Victim.fingerprint, 0));
    const remote = attacked.session.remote(Victim);
    void remote.echo("a").catch(() => undefined);
    void remote.count(5)[Symbol.asyncIterator]().next().catch(() => undefined);
    void remote.sum([1, 2, 3] as unknown as AsyncIterable<number>).catch(() => undefined);
    await settled();
    for (let i = 0; i < 60; i++) attacked.events.message(randomMessage(random));
    await settled();
    assert.ok(attacked.session.core.state.held <= 1 << 20, `seed ${seed}`);
    attacked.events.closed("over");
    await settled();
    assert.ok(attacked.session.core.hasEnded);
    for (const failure of attacked.failures) assert.ok(!(failure instanceof TypeError || failure instanceof ReferenceError) || /is served|is no|is not|Test\./.test(String(failure)), `seed ${seed}: ${(failure as Error).stack}`);
    assert.doesNotMatch(attacked.end, /The session failed/, `seed ${seed}`);
  }
});

const types = [0x03, 0x04, 0x07, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x20, 0x21, 0x22, 0x23, 0x24, 0x30, 0x31, 0x80, 0x81, 0x82, 0x9a];

/** Mostly frames that could be, so that they get far. */
function randomMessage(random: Random): Uint8Array {
  const queue = new FrameQueue();
  for (let frames = 1 + random.next(3); frames > 0; frames--) {
    const type = random.pick(types);
    const id = 1 + random.next(6);
    const bytes = random.bytes(random.next(40));
    const fields = type === 0x10
      ? frame(type, id + random.next(60), random.chance(4) ? random.next(256) : 0, random.pick([echo, note, hang, sum, count]), bytes)
      : random.chance(10) ? frame(type, bytes) : frame(type, random.chance(2) ? id : id * 2 + random.next(2), random.next(3), random.next(4), bytes);
    queue.append(fields);
  }
  const message = queue.peek().slice();
  if (random.chance(6)) message[random.next(message.length)] = random.next(256);
  return message;
}

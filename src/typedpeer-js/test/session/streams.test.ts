import assert from "node:assert/strict";
import { test } from "node:test";
import * as $ from "typedpeer/contract";
import { PeerError, PeerStatus } from "../../src/errors/peer-error.js";
import { makePair, type Pair, serve, settled, testContract } from "./world.js";

interface Streams {
  count(to: number, options?: $.CallOptions): $.PeerStream<number>;
  blocks(size: number, options?: $.CallOptions): $.PeerStream<Uint8Array>;
  open(size: number, options?: $.CallOptions): Promise<$.PeerStream<Uint8Array>>;
  sum(numbers: $.StreamSource<number>, options?: $.CallOptions): Promise<number>;
  first(numbers: $.StreamSource<number>, options?: $.CallOptions): Promise<number>;
  double(numbers: $.StreamSource<number>, options?: $.CallOptions): $.PeerStream<number>;
  add(a: number, b: number, options?: $.CallOptions): Promise<number>;
}

const number = { name: "number", kind: "value", codec: $.int32 } as const;
const numbers = { name: "numbers", kind: "stream", codec: $.int32 } as const;
const Streams = testContract<Streams>("Test.IStreams", [
  { name: "count", kind: "stream", parameters: [number], result: $.int32 },
  { name: "blocks", kind: "stream", parameters: [number], result: $.bytes },
  { name: "open", kind: "stream", isBytes: true, parameters: [number], result: $.bytes },
  { name: "sum", parameters: [numbers], result: $.int32 },
  { name: "first", parameters: [numbers], result: $.int32 },
  { name: "double", kind: "stream", parameters: [numbers], result: $.int32 },
  { name: "add", parameters: [number, number], result: $.int32 },
], { uses: [$.streams] });

class Served {
  /** How many items were asked of `count`. */
  counted = 0;
  left = 0;

  async *count(to: number): AsyncGenerator<number> {
    try {
      for (let i = 0; i < to; i++) {
        if (i === 1_000_000) throw new PeerError(PeerStatus.NotFound, "no more");
        this.counted++;
        yield i;
      }
    } finally {
      this.left++;
    }
  }

  async *blocks(size: number): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 4; i++) yield new Uint8Array(size).fill(i);
  }

  async open(size: number): Promise<AsyncIterable<Uint8Array>> {
    if (size < 0) throw new PeerError(PeerStatus.NotFound, "no such file");
    return this.blocks(size);
  }

  async sum(items: AsyncIterable<number>): Promise<number> {
    let sum = 0;
    for await (const item of items) sum += item;
    return sum;
  }

  async first(items: AsyncIterable<number>): Promise<number> {
    for await (const item of items) return item;
    return -1;
  }

  async *double(items: AsyncIterable<number>): AsyncGenerator<number> {
    for await (const item of items) yield 2 * item;
  }

  add(a: number, b: number): number {
    return a + b;
  }
}

function streaming(): Pair & { served: Served; remote: Streams } {
  const served = new Served();
  const pair = makePair({ right: serve(Streams, served) });
  return { ...pair, served, remote: pair.left.remote(Streams) };
}

async function* countTo(to: number, whenLeft: () => void = () => undefined): AsyncGenerator<number> {
  try {
    for (let i = 0; i < to; i++) yield i;
  } finally {
    whenLeft();
  }
}

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

test("A streamed result arrives whole and in order, and again with each enumeration", async () => {
  const { remote } = streaming();
  const counted = remote.count(10_000);
  const expected = Array.from({ length: 10_000 }, (_, i) => i);
  assert.deepEqual(await all(counted), expected);
  assert.deepEqual(await all(counted), expected);
  assert.deepEqual(await all(remote.count(0)), []);
});

test("A streamed result is read as a ReadableStream", async () => {
  const { remote, served } = streaming();
  const reader = remote.count(100_000).toReadableStream().getReader();
  assert.deepEqual(await reader.read(), { done: false, value: 0 });
  assert.deepEqual(await reader.read(), { done: false, value: 1 });
  await reader.cancel();
  await settled();
  assert.equal(served.left, 1);
});

test("Items of many chunks arrive whole", async () => {
  const { remote } = streaming();
  const blocks = await all(remote.blocks(1_000_000));
  assert.deepEqual(blocks.map((block) => [block.length, block[0], block.at(-1)]), [0, 1, 2, 3].map((i) => [1_000_000, i, i]));
});

test("A stream of bytes is open once its handler has returned it, and what the handler throws is thrown there", async () => {
  const { remote } = streaming();
  const opened = await remote.open(100_000);
  const blocks = await all(opened);
  assert.equal(blocks.reduce((sum, block) => sum + block.length, 0), 400_000);
  await assert.rejects(remote.open(-1), /no such file/);
  await assert.rejects(all(opened), /is read already/);
});

test("A consumer that does not read holds its producer back, and one that leaves ends it", async () => {
  const { remote, served } = streaming();
  const reader = remote.count(10_000_000)[Symbol.asyncIterator]();
  await reader.next();
  for (let i = 0; i < 50; i++) await settled();
  const { counted } = served;
  assert.ok(counted > 100 && counted < 200_000, String(counted));
  for (let i = 0; i < 10; i++) await settled();
  assert.equal(served.counted, counted);
  await reader.return!();
  for (let i = 0; i < 5; i++) await settled();
  assert.equal(served.left, 1);
  assert.equal(await remote.add(1, 2), 3);
});

test("A stream that fails gives the items before it first", async () => {
  const { remote } = streaming();
  let last = -1;
  await assert.rejects(async () => {
    for await (const item of remote.count(2_000_000)) last = item;
  }, (error: unknown) => error instanceof PeerError && error.status === PeerStatus.NotFound && error.message === "no more");
  assert.equal(last, 999_999);
});

test("A streamed argument arrives whole, from generators, arrays and ReadableStreams", async () => {
  const { remote } = streaming();
  assert.equal(await remote.sum(countTo(10_000)), 49_995_000);
  assert.equal(await remote.sum((ReadableStream as unknown as { from(items: AsyncIterable<number>): ReadableStream<number> }).from(countTo(100))), 4950);
  assert.equal(await remote.sum([1, 2, 3] as unknown as AsyncIterable<number>), 6);
});

test("A handler that has enough of an argument ends its producer", async () => {
  const { remote } = streaming();
  let left = 0;
  assert.equal(await remote.first(countTo(100_000_000, () => left++)), 0);
  await settled();
  assert.equal(left, 1);
});

test("Streams go both ways in one call", async () => {
  const { remote } = streaming();
  assert.deepEqual(await all(remote.double(countTo(5000))), Array.from({ length: 5000 }, (_, i) => 2 * i));
});

test("An argument that fails at its producer fails at its reader, and its caller learns what it was", async () => {
  const { remote } = streaming();
  async function* failing(): AsyncGenerator<number> {
    yield 1;
    throw new RangeError("no number");
  }
  await assert.rejects(remote.sum(failing()), (error: unknown) => {
    assert.ok(error instanceof PeerError);
    assert.equal(error.status, PeerStatus.HandlerFailed);
    assert.ok(error.cause instanceof RangeError);
    return true;
  });
});

test("A call with streams that is aborted ends its producer and its consumer", async () => {
  const { remote } = streaming();
  const abort = new AbortController();
  let left = 0;
  const reader = remote.double(countTo(100_000_000, () => left++), { signal: abort.signal })[Symbol.asyncIterator]();
  assert.equal((await reader.next()).value, 0);
  abort.abort(new Error("enough"));
  await assert.rejects(reader.next(), /enough/);
  await settled();
  assert.equal(left, 1);
});

test("A small call beside a stream does not wait for it", async () => {
  const { remote, time } = streaming();
  const reader = remote.blocks(3_000_000)[Symbol.asyncIterator]();
  const first = reader.next();
  await time.pass(1);
  assert.equal(await remote.add(1, 2), 3);
  assert.equal((await first).value!.length, 3_000_000);
  await reader.return!();
});

test("A lost channel ends streams, and says so", async () => {
  const { remote, channels, served } = streaming();
  const reader = remote.count(10_000_000)[Symbol.asyncIterator]();
  await reader.next();
  await settled();
  channels[0].cut();
  await assert.rejects(async () => {
    for (;;) if ((await reader.next()).done) return;
  }, (error: unknown) => error instanceof PeerError && error.status === PeerStatus.ConnectionLost && error.fate === "may-have-executed");
  await settled();
  assert.equal(served.left, 1);
});

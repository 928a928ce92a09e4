import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameQueue } from "../../src/session/wire/index.js";
import { SessionState, withDefaults } from "../../src/session/state/index.js";
import { Pace } from "../../src/session/streaming/pace.js";
import { StreamReceiver } from "../../src/session/streaming/receiver.js";
import { Random } from "./random.js";

function receiving(): { state: SessionState; pace: Pace; receiver: StreamReceiver } {
  const state = new SessionState(withDefaults());
  const pace = new Pace(state);
  return { state, pace, receiver: new StreamReceiver(state, pace, 2, 1) };
}

/** A block as an item of a stream: its length, how many bytes it holds, and these. */
function item(bytes: Uint8Array, claims = bytes.length): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setInt32(0, claims, true);
  return new FrameQueue(bytes.length + 16).varint(4 + bytes.length).raw(head).raw(bytes).peek().slice();
}

const join = (pieces: Uint8Array[]): Uint8Array => Uint8Array.from(pieces.flatMap((piece) => [...piece]));

/** A piece of a message, as a frame lies in it. */
function framed(bytes: Uint8Array, around: number): Uint8Array {
  const message = new Uint8Array(bytes.length + around);
  message.set(bytes, around);
  return message.subarray(around);
}

test("Blocks of bytes arrive whole however they are cut, each with a buffer of its own, and all that is held is given back", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = new Random(seed);
    const blocks = Array.from({ length: random.next(6) }, () => Uint8Array.from({ length: random.next(4) === 0 ? 0 : random.next(5000) }, () => random.next(256)));
    const sent = join(blocks.map((block) => item(block)));
    const { state, pace, receiver } = receiving();
    const found: Uint8Array[] = [];
    const read = (): void => {
      for (let block = receiver.takeBlock(); block !== undefined; block = receiver.takeBlock()) {
        assert.ok(block.length > 0, `seed ${seed}`);
        found.push(block.slice());
        // A page may give the memory to a worker.
        structuredClone(block, { transfer: [block.buffer as ArrayBuffer] });
      }
    };
    for (let at = 0; at < sent.length; ) {
      const count = 1 + random.next(random.next(3) === 0 ? 8 : 3000);
      assert.ok(receiver.receive(framed(sent.subarray(at, at + count), random.next(40))));
      at += count;
      if (random.next(3) > 0) pace.messageRead();
      if (random.next(2) === 0) read();
    }
    read();
    assert.deepEqual(join(found), join(blocks), `seed ${seed}`);
    assert.ok(receiver.isWhole, `seed ${seed}`);
    assert.equal(state.held, 0, `seed ${seed}`);
  }
});

test("What is not taken of a message holds no more than that message once the next comes, whoever's stream that is of", () => {
  const { state, pace, receiver } = receiving();
  const others = Array.from({ length: 50 }, (_, i) => new StreamReceiver(state, pace, 2, i + 2));
  for (const one of [receiver, ...others]) {
    assert.ok(one.receive(framed(item(new Uint8Array(8)), 60_000)));
    assert.ok(one.receive(framed(item(new Uint8Array(8)), 60_000)));
    pace.messageRead();
  }
  const held = (one: StreamReceiver): number => {
    const pieces = [...one["chunks"], one["current"]];
    return [...new Set(pieces.map((piece) => piece.buffer))].reduce((sum, buffer) => sum + buffer.byteLength, 0);
  };
  const heldByAll = [receiver, ...others].map(held);
  assert.ok(heldByAll.at(-1)! > 100_000);
  assert.ok(heldByAll.slice(0, -1).every((bytes) => bytes < 100), `${heldByAll}`);
  for (const one of [receiver, ...others]) assert.equal(join([one.takeBlock()!, one.takeBlock()!]).length, 16);
});

test("A block that holds more or fewer bytes than it says is none", () => {
  for (const wrong of [item(new Uint8Array(8), 9), item(new Uint8Array(8), 7), item(new Uint8Array(8), -1), Uint8Array.of(3, 0, 0, 0), Uint8Array.of(0)]) {
    const { receiver } = receiving();
    receiver.receive(wrong);
    assert.throws(() => receiver.takeBlock(), /does not hold as many as it says/);
  }
});

test("A block larger than any item may be is refused at its head", () => {
  const { receiver } = receiving();
  receiver.receive(new FrameQueue().varint(2 ** 40).peek().slice());
  assert.throws(() => receiver.takeBlock(), /maxMessageBytes/);
});

test("A stream of bytes that ends within a block is not whole", () => {
  const { receiver } = receiving();
  receiver.receive(item(new Uint8Array(100)).subarray(0, 50));
  assert.equal(receiver.takeBlock()?.length, 45);
  assert.equal(receiver.takeBlock(), undefined);
  assert.equal(receiver.isWhole, false);
});

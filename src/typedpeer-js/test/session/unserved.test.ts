import assert from "node:assert/strict";
import { test } from "node:test";
import * as $ from "typedpeer/contract";
import { MemoryChannel } from "../../src/session/channels/index.js";
import { PeerSession } from "../../src/session/driving/index.js";
import { withDefaults } from "../../src/session/state/index.js";
import { FrameQueue, varintSize } from "../../src/session/wire/index.js";
import { makePair, serve, settled, testContract, VirtualTime } from "./world.js";

interface Shop {
  sell(thing: string, options?: $.CallOptions): Promise<string>;
  note(text: string, options?: $.CallOptions): Promise<void>;
}

const Shop = testContract<Shop>("Test.Shop", [
  { name: "sell", parameters: [{ name: "thing", kind: "value", codec: $.string }], result: $.string },
  { name: "note", kind: "oneWay", parameters: [{ name: "text", kind: "value", codec: $.string }] },
]);

/** A CALL of a peer that does not look at what is served. */
const call = (id: number, flags: number): Uint8Array => new FrameQueue().frame(0x10, 10).varint(id).varint(flags).u64(7n).peek().slice();

test("A session that serves nothing calls its peer, and names what the peer misses of it", async () => {
  const { left, right } = makePair({ right: serve(Shop, { sell: (thing) => `sold ${thing}`, note: () => undefined }) });
  assert.equal(await left.remote(Shop).sell("milk"), "sold milk");
  await assert.rejects(right.remote(Shop).sell("milk"), { message: "The peer lacks Test.Shop.SellAsync()." });
  assert.equal(left.core.incoming, undefined);
  assert.equal((await left.stop()).kind, "Stopped");
});

test("A session that serves nothing refuses calls that come all the same, and what follows of them", async () => {
  const failures: string[] = [];
  const [end, peer] = MemoryChannel.pair();
  const left = new PeerSession(end, { surroundings: new VirtualTime(), options: { onFailure: (what) => failures.push(what) } });
  peer.listen({ opened: () => undefined, message: () => undefined, datagram: () => undefined, low: () => undefined, closed: () => undefined });
  await settled();
  const fields = [1, 1, 65536, 10, 1 << 20, 1 << 18, 0, 0];
  const hello = new FrameQueue().frame(0x01, fields.reduce((sum, field) => sum + varintSize(field), 3)).raw(Uint8Array.of(0x54, 0x50, 0x50));
  for (const field of fields) hello.varint(field);
  for (const frame of [hello.peek().slice(), call(1, 0), call(2, 2)]) peer.send(frame);
  const follow = (type: number, ...fields: number[]): Uint8Array => {
    const frame = new FrameQueue().frame(type, fields.length);
    for (const field of fields) frame.byte(field);
    return frame.peek().slice();
  };
  // ARGUMENTS, CANCEL, DATA, DATA-END, STREAM-ERROR and CREDIT of the first.
  for (const frame of [follow(0x11, 1, 0, 9), follow(0x12, 1, 1), follow(0x20, 2, 1, 9), follow(0x21, 2, 1), follow(0x22, 2, 1, 1, 0), follow(0x23, 2, 0, 9)]) peer.send(frame);
  await settled();
  assert.equal(left.core.hasEnded, false);
  assert.deepEqual(failures, ["A one-way call for nobody here"]);
  peer.send(follow(0x12, 3, 1));
  assert.match((await left.closed).message, /a frame for a call that was never made/);
});

test("Contracts that are served after others were called are served whole, streams and objects with them", async () => {
  interface Tool {
    use(options?: $.CallOptions): Promise<string>;
  }
  const Tool = testContract<Tool>("Test.Tool", [{ name: "use", result: $.string }]);
  interface Works {
    count(numbers: $.StreamSource<number>, options?: $.CallOptions): $.PeerStream<number>;
    lend(tool: Tool, options?: $.CallOptions): Promise<string>;
  }
  const Works = testContract<Works>("Test.Works", [
    { name: "count", kind: "stream", parameters: [{ name: "numbers", kind: "stream", codec: $.int32 }], result: $.int32 },
    { name: "lend", parameters: [{ name: "tool", kind: "reference", codec: $.reference(() => Tool) }], result: $.string },
  ], { uses: [$.streams, $.references] });
  const { left } = makePair({ right: serve(Works, { count: (numbers) => numbers, lend: (tool) => tool.use() }) });
  const works = left.remote(Works);
  const found = [];
  for await (const number of works.count((async function* () { yield 1; yield 2; })())) found.push(number);
  assert.deepEqual(found, [1, 2]);
  // An object of a side that serves nothing is called all the same.
  assert.equal(await works.lend({ use: () => Promise.resolve("used") }), "used");
});

test("What no caller learns is said on the console where the options name nobody else", async (context) => {
  const said: unknown[][] = [];
  context.mock.method(console, "error", (...what: unknown[]) => said.push(what));
  const failure = new Error("mine");
  withDefaults().onFailure("A handler", failure);
  assert.deepEqual(said, [["TypedPeer: A handler", failure]]);
});

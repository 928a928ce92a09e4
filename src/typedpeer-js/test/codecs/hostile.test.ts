import assert from "node:assert/strict";
import test from "node:test";
import { type Codec, list, map, object, PeerDataError, Reader, set, string, Writer } from "typedpeer/contract";
import * as $ from "typedpeer/contract";
import { decode, encode, fromHex } from "./bytes.js";

interface Node {
  value: number;
  next: Node | null;
}

const NodeCodec: Codec<Node> = $.recursive(object<Node>("Node", () => ({ value: $.int32, next: $.nullable(NodeCodec) })));

test("bytes cut short are refused", () => {
  const bytes = encode(list(string), ["a", "ä", "日本語"]);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decode(list(string), bytes.subarray(0, length)), PeerDataError);
  }
});

test("a count that cannot be there is refused before anything is made", () => {
  assert.throws(() => decode(list($.int32), fromHex("FFFFFF7F00000000")), /claims 2147483647 items where 4 bytes are left/);
  assert.throws(() => decode($.bytes, fromHex("FEFFFFFF00000000")), /claims -2 items/);
});

test("text that is no UTF-8, or not as long as it says, is refused", () => {
  for (const wrong of ["FDFFFFFF02000000C328", "FDFFFFFF010000006161", "FDFFFFFF030000006161", "FEFFFFFFFFFFFFFF61", "00000080FFFFFFFF61"]) {
    assert.throws(() => decode(string, fromHex(wrong)), PeerDataError, wrong);
  }
});

test("a key that comes twice is refused", () => {
  assert.throws(() => decode(set($.int32), fromHex("020000000100000001000000")), /same key twice/);
  assert.throws(() => decode(map($.int32, $.uint8), fromHex("0200000001000000FF01000000FF")), /same key twice/);
});

test("a value that is nested too deeply is refused on both sides", () => {
  let deep: Node | null = null;
  for (let i = 0; i < 65; i++) {
    deep = { value: i, next: deep };
  }
  assert.throws(() => encode(NodeCodec, deep!), /nested deeper than 64 levels/);
  const bytes = fromHex("0200000000".repeat(65) + "FF");
  assert.throws(() => decode(NodeCodec, bytes), /nested deeper than 64 levels/);
  assert.equal(decode(NodeCodec, fromHex("0200000000".repeat(64) + "FF")).next?.value, 0);
});

test("a failure names the path", () => {
  interface Line {
    name: string;
  }
  interface Order {
    lines: Line[];
  }
  const OrderCodec = object<Order>("Order", () => ({ lines: list(object<Line>("Line", () => ({ name: string }))) }));
  const order = { lines: [{ name: "a" }, { name: null as unknown as string }] };
  assert.throws(() => encode(OrderCodec, order), { path: "Order.lines[1].name" });
  assert.throws(() => decode(OrderCodec, fromHex("010200000001000000000100000080")), { path: "Order.lines[1].name" });
});

test("a value takes no more memory than its message may", () => {
  const Empty = object<object>("Empty", () => ({}));
  const bytes = new Uint8Array(1_000_004);
  new DataView(bytes.buffer).setInt32(0, 1_000_000, true);
  assert.doesNotThrow(() => decode(list(Empty), bytes));
  const reader = new Reader(bytes, undefined, 8);
  assert.throws(() => list(Empty).read(reader), /more memory than a message of 1000004 bytes may/);
});

test("a value that does not fit its type is refused by its writer", () => {
  for (const write of [
    () => encode($.int32, 1.5), () => encode($.int32, 2 ** 31), () => encode($.uint8, -1), () => encode($.uint8, NaN),
    () => encode($.int64, 2n ** 63n), () => encode($.uint64, -1n), () => encode($.int64, 1 as unknown as bigint),
    () => encode($.bool, 1 as unknown as boolean), () => encode(string, 5 as unknown as string), () => encode($.float64, "1" as unknown as number),
    () => encode($.char, "ab"), () => encode($.rune, "\ud800"), () => encode($.version, "1"), () => encode($.version, "1.2.x"),
  ]) {
    assert.throws(write, PeerDataError, write.toString());
  }
});

test("a value that is larger than its limit is refused by its writer", () => {
  const writer = new Writer(100);
  assert.throws(() => string.write(writer, "x".repeat(100)), { isTooLarge: true });
});

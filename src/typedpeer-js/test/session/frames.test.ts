import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCallHeader } from "../../src/session/incoming/index.js";
import { cleanText, encodeTruncated, FrameQueue, FrameReader, ProtocolError, varintSize } from "../../src/session/wire/index.js";

const vectors = readFileSync(join(import.meta.dirname, "../../../../../tests/vectors/frames.tsv"), "utf8")
  .split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split("\t") as [string, string, string]);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const u64 = (value: bigint): string => `0x${value.toString(16).padStart(16, "0")}`;

/** What a frame holds, field by field, as the golden file spells it; and the same written again. */
interface Field {
  text: string;
  write(queue: FrameQueue): void;
}

const varint = (reader: FrameReader): Field => {
  const value = reader.varint();
  return { text: String(value), write: (queue) => queue.varint(value) };
};
const long = (reader: FrameReader): Field => {
  const value = reader.u64();
  return { text: u64(value), write: (queue) => queue.u64(value) };
};
const text = (reader: FrameReader): Field => {
  const value = reader.string(16384);
  return { text: `'${value}'`, write: (queue) => queue.sized(new TextEncoder().encode(value)) };
};
const rest = (reader: FrameReader): Field => {
  const value = reader.rest();
  return { text: `[${hex(value)}]`, write: (queue) => queue.raw(value) };
};
const letter = (reader: FrameReader): Field => {
  const value = reader.byte();
  return { text: String.fromCharCode(value), write: (queue) => queue.byte(value) };
};

const names: Record<number, [string, ...((reader: FrameReader) => Field)[]]> = {
  0x01: ["Hello", letter, letter, letter, varint, varint, varint, varint, varint, varint, varint, varint],
  0x03: ["Ping", long], 0x04: ["Pong", long], 0x05: ["Goodbye", varint, varint, text], 0x06: ["Finished"], 0x07: ["CallCredit", varint],
  0x11: ["Arguments", varint, varint, rest], 0x12: ["Cancel", varint, varint], 0x13: ["Result", varint, varint, rest], 0x14: ["Error", varint, varint, text, rest],
  0x15: ["Handled", varint], 0x16: ["Unreliable", varint, long, rest], 0x20: ["Data", varint, varint, rest], 0x21: ["DataEnd", varint, varint, rest],
  0x22: ["StreamError", varint, varint, varint, text], 0x23: ["Credit", varint, varint, varint], 0x24: ["StreamStop", varint, varint],
  0x30: ["Release", varint, varint], 0x31: ["Settle", varint, varint, varint, varint], 0x81: ["ResumeKey", rest], 0x82: ["Ack", varint], 0x83: ["Part", varint, rest],
  0x84: ["Resume", long, long, long, long, long, long, varint, varint], 0x85: ["ResumeProof", rest], 0x86: ["Continue", varint], 0x87: ["ResumeRefused", text], 0x88: ["Suspend", varint],
};

const contractNames: Record<number, string> = { 0x02: "Contract", 0x80: "Shared" };

function readFrame(reader: FrameReader): [string, Field[]] {
  if (reader.type in contractNames) {
    const fields = [long(reader), long(reader), varint(reader)];
    for (let left = 2 * Number(fields[2]!.text); left > 0; left--) fields.push(long(reader));
    return [contractNames[reader.type]!, fields];
  }
  const [name, ...readers] = names[reader.type]!;
  return [name, readers.map((read) => read(reader))];
}

for (const [name, bytes, meaning] of vectors.filter(([, bytes]) => !bytes.startsWith("10"))) {
  test(`The golden frame ${name} is read, and written as the same bytes`, () => {
    const reader = new FrameReader();
    reader.open(Buffer.from(bytes, "hex"));
    const written = new FrameQueue();
    const said: string[] = [];
    while (reader.next()) {
      const [type, fields] = readFrame(reader);
      said.push([type, ...fields.map((field) => field.text)].join(" "));
      // Fields are written without their frame's head first, to know how long they are.
      const scratch = new FrameQueue(1024);
      for (const field of fields) field.write(scratch);
      written.frame(reader.type, scratch.peek().length).raw(scratch.peek());
    }
    assert.equal(said.join("; "), meaning);
    assert.equal(hex(written.peek()), bytes);
  });
}

for (const [name, bytes, meaning] of vectors.filter(([, bytes]) => bytes.startsWith("10"))) {
  test(`The golden frame ${name} is read with all its fields`, () => {
    const reader = new FrameReader();
    reader.open(Buffer.from(bytes, "hex"));
    assert.equal(reader.next(), true);
    const id = reader.varint();
    const flags = reader.varint();
    const method = reader.u64();
    const header = readCallHeader(reader, flags);
    const headers = [...header.headers].map(([key, value]) => ` [${key}, ${value}]`).join("");
    const priority = header.priority === undefined ? "" : `priority ${["Normal", "High", "Low"][header.priority]} `;
    const contract = header.contract === undefined ? "" : `contract ${u64(header.contract)} `;
    assert.equal(
      `Call ${id} ${flags} ${u64(method)} name '${header.name}' reference ${header.reference} remaining ${Math.round(header.remaining * 1000)} headers${headers === "" ? " " : headers + " "}${contract}${priority}[${hex(reader.rest())}]`
        .replaceAll("  [", " [").replaceAll("headers  ", "headers "),
      meaning.replaceAll("  [", " [").replaceAll("headers  ", "headers "),
    );
  });
}

test("Numbers of every size are written and read", () => {
  for (const value of [0, 1, 127, 128, 16383, 16384, 2 ** 28 - 1, 2 ** 28, 2 ** 32, 2 ** 35, 2 ** 53 - 1]) {
    const queue = new FrameQueue(32).frame(0x07, varintSize(value)).varint(value);
    const reader = new FrameReader();
    reader.open(queue.peek());
    assert.equal(reader.next(), true);
    assert.equal(reader.varint(), value);
    assert.equal(reader.left, 0);
  }
});

test("A number of more than 64 bits, or above its bound, or cut short, is what the peer did wrong", () => {
  const read = (bytes: string, below?: number) => () => {
    const reader = new FrameReader();
    reader.open(Buffer.from("07" + (bytes.length / 2).toString(16).padStart(2, "0") + bytes, "hex"));
    reader.next();
    return reader.varint(below);
  };
  assert.throws(read("ffffffffffffffffff02"), ProtocolError);
  assert.throws(read("ffffffffffffffffffff01"), ProtocolError);
  assert.throws(read("ff"), ProtocolError);
  assert.throws(read(""), ProtocolError);
  assert.throws(read("ffffffffffffffffff01", 2 ** 63), ProtocolError);
  assert.equal(read("ffffffffffffffff7f", 2 ** 63)() < 2 ** 63, true);
  assert.throws(read("05", 5), ProtocolError);
});

test("A text that is not UTF-8, and a frame longer than its message, are what the peer did wrong", () => {
  const reader = new FrameReader();
  reader.open(Buffer.from("0506" + "0000" + "03" + "eda080", "hex"));
  reader.next();
  reader.varint();
  reader.varint();
  assert.throws(() => reader.string(10), ProtocolError);
  reader.open(Buffer.from("0508", "hex"));
  assert.throws(() => reader.next(), ProtocolError);
});

test("A text is cut between two characters, and shown as one line", () => {
  assert.equal(hex(encodeTruncated("aä", 2)), "61");
  assert.equal(hex(encodeTruncated("aä", 3)), "61c3a4");
  assert.equal(cleanText("a\nb\u202ec"), "a b c");
});

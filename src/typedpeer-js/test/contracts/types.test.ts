import assert from "node:assert/strict";
import test from "node:test";
import type { CallContext, CallOptions, Duration, Implementation, PeerStream, StreamSource } from "typedpeer/contract";
import { DateTimeOffset } from "typedpeer/contract";
import type { IShape, Settings } from "../emitted/data-types/index.js";
import { IGreeter, type Person, type Point, type Tick } from "../emitted/greeter/index.js";
import { type IChild, IParent } from "../emitted/inheritance/index.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function isSame<A, B>(_same: Same<A, B>): void {}

test("a class implements a contract with values, promises and generators", async () => {
  class Greeter implements Implementation<IGreeter> {
    async greet(name: string, context: CallContext): Promise<string> {
      return `Hello, ${name}${context.signal.aborted ? "?" : "!"}`;
    }

    async *ticks(every: Duration): AsyncGenerator<Tick> {
      yield { at: DateTimeOffset.now(), value: every.milliseconds };
    }

    async upload(chunks: PeerStream<Uint8Array>): Promise<bigint> {
      let sum = 0n;
      for await (const chunk of chunks) {
        sum += BigInt(chunk.length);
      }
      return sum;
    }

    cursorMoved(_at: Point): void {}

    find(id: number | null): Person | null {
      return id === null ? null : { name: "Ada", age: id, friends: [] };
    }
  }

  const context: CallContext = { signal: new AbortController().signal, identity: undefined, headers: new Map(), timeLeft: undefined };
  assert.equal(await new Greeter().greet("Ada", context), "Hello, Ada!");
  isSame<Parameters<Implementation<IGreeter>["greet"]>, [name: string, context: CallContext]>(true);
  isSame<Parameters<Implementation<IGreeter>["upload"]>[0], PeerStream<Uint8Array>>(true);
});

test("what is no method of the contract is an error of the compiler", () => {
  const wrong: Partial<Implementation<IGreeter>> = {
    // @ts-expect-error The contract returns text.
    greet: () => 5,
  };
  assert.ok(wrong.greet);
});

test("a caller sees values, promises and streams", () => {
  isSame<IGreeter["greet"], (name: string, options?: CallOptions) => Promise<string>>(true);
  isSame<IGreeter["ticks"], (every: Duration, options?: CallOptions) => PeerStream<Tick>>(true);
  isSame<IGreeter["upload"], (chunks: StreamSource<Uint8Array>, options?: CallOptions) => Promise<bigint>>(true);
  isSame<IGreeter["find"], (id: number | null, options?: CallOptions) => Promise<Person | null>>(true);
});

test("a union is told apart by its type, and a tolerant type may lack what is not needed", () => {
  const area = (shape: IShape): number => (shape.$type === "Circle" ? Math.PI * shape.radius ** 2 : shape.shapes.map(area).reduce((a, b) => a + b, 0));
  assert.equal(area({ $type: "Group", shapes: [{ $type: "Circle", radius: 0 }] }), 0);
  const settings: Settings = { name: "only" };
  // @ts-expect-error A name there must be.
  const nameless: Settings = { width: 5 };
  assert.notDeepEqual(settings, nameless);
});

test("a contract that inherits is one of its base, too", () => {
  const asParent = (child: IChild): IParent => child;
  assert.ok(asParent);
});

test("a contract is data that a session reads", () => {
  assert.equal(IGreeter.name, "Sample.IGreeter");
  assert.deepEqual(IGreeter.methods.map(method => `${method.name}: ${method.kind}`), ["greet: unary", "ticks: stream", "upload: unary", "cursorMoved: oneWay", "find: unary"]);
  assert.equal(IGreeter.methods, IGreeter.methods);
  assert.deepEqual(IGreeter.bases, []);
  assert.deepEqual(IGreeter.uses.map(use => use.part), ["streams"]);
});

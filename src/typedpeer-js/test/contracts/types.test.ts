import assert from "node:assert/strict";
import test from "node:test";
import type { CallContext, Implementation, PeerStream } from "typedpeer/contract";
import { IGreeter, type Tick } from "../emitted/greeter.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function isSame<A, B>(_same: Same<A, B>): void {}

test("a class implements a contract with values, promises and generators", async () => {
  class Greeter implements Implementation<IGreeter> {
    async greet(name: string, context: CallContext): Promise<string> {
      return `Hello, ${name}${context.signal.aborted ? "?" : "!"}`;
    }

    async *ticks(milliseconds: number): AsyncGenerator<Tick> {
      yield { number: milliseconds, note: null };
    }

    async sum(numbers: PeerStream<number>): Promise<bigint> {
      let sum = 0n;
      for await (const number of numbers) {
        sum += BigInt(number);
      }
      return sum;
    }

    cursorMoved(): void {}
  }

  const context: CallContext = { signal: new AbortController().signal, identity: undefined, headers: new Map() };
  assert.equal(await new Greeter().greet("Ada", context), "Hello, Ada!");
  isSame<Parameters<Implementation<IGreeter>["greet"]>, [name: string, context: CallContext]>(true);
  isSame<Parameters<Implementation<IGreeter>["sum"]>[0], PeerStream<number>>(true);
});

test("what is no method of the contract is an error of the compiler", () => {
  const wrong: Partial<Implementation<IGreeter>> = {
    // @ts-expect-error The contract returns text.
    greet: () => 5,
  };
  assert.ok(wrong.greet);
});

test("a contract is data that a session reads", () => {
  assert.equal(IGreeter.name, "TypedPeer.Example.IGreeter");
  assert.deepEqual(IGreeter.methods.map(method => `${method.name}: ${method.kind}`), ["greet: unary", "ticks: stream", "sum: unary", "cursorMoved: oneWay"]);
  assert.equal(IGreeter.methods, IGreeter.methods);
  assert.deepEqual(IGreeter.bases, []);
});

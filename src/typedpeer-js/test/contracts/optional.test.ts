import assert from "node:assert/strict";
import test from "node:test";
import type { CallContext, CallOptions, Implementation } from "typedpeer/contract";
import { PeerDataError, Reader, Writer } from "typedpeer/contract";
import { OverloadsIC } from "../emitted/matrix-contracts/index.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function isSame<A, B>(_same: Same<A, B>): void {}

const method = OverloadsIC.methods.find(({ signature }) => signature === "M(int?, int)")!;

/** What a handler gets of what a caller gave. */
function sent(...values: unknown[]): unknown[] {
  const writer = new Writer();
  method.parameters.forEach((parameter, i) => parameter.codec.write(writer, values[i]));
  const reader = new Reader(writer.finish());
  return method.parameters.map((parameter) => parameter.codec.read(reader));
}

test("a parameter that is left out is what C# says, and null is null", () => {
  assert.deepEqual(sent(7), [7, 3]);
  assert.deepEqual(sent(7, undefined), [7, 3]);
  assert.deepEqual(sent(null, 0), [null, 0]);
  assert.throws(() => sent(7, null), PeerDataError);
});

test("its caller may leave it out, and its handler always gets it", () => {
  isSame<Parameters<OverloadsIC["mWithAB"]>, [a: number | null, b?: number, options?: CallOptions]>(true);
  isSame<Parameters<Implementation<OverloadsIC>["mWithAB"]>, [a: number | null, b: number, context: CallContext]>(true);
});

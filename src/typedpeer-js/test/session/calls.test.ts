import assert from "node:assert/strict";
import { test } from "node:test";
import * as $ from "typedpeer/contract";
import { PeerError, PeerStatus } from "../../src/errors/peer-error.js";
import { makePair, serve, settled, testContract } from "./world.js";

interface Greeter {
  greet(name: string, options?: $.CallOptions): Promise<string>;
  add(a: number, b: number, options?: $.CallOptions): Promise<number>;
  wait(options?: $.CallOptions): Promise<void>;
  note(text: string, options?: $.CallOptions): Promise<void>;
}

const text = { name: "text", kind: "value", codec: $.string } as const;
const number = { name: "number", kind: "value", codec: $.int32 } as const;
const Greeter = testContract<Greeter>("Test.IGreeter", [
  { name: "greet", signature: "GreetAsync(string)", parameters: [text], result: $.string },
  { name: "add", parameters: [number, number], result: $.int32 },
  { name: "wait" },
  { name: "note", kind: "oneWay", isOneWay: true, parameters: [text] },
]);

class GreeterImplementation {
  readonly notes: string[] = [];
  readonly contexts: $.CallContext[] = [];
  release: () => void = () => undefined;

  greet(name: string, context: $.CallContext): string {
    this.contexts.push(context);
    if (name === "nobody") throw new PeerError(PeerStatus.NotFound, "There is nobody.");
    if (name === "bug") throw new TypeError("secret");
    return `Hello, ${name}!`;
  }

  async add(a: number, b: number): Promise<number> {
    return a + b;
  }

  async wait(context: $.CallContext): Promise<void> {
    this.contexts.push(context);
    await new Promise<void>((resolve, reject) => {
      this.release = resolve;
      context.signal.addEventListener("abort", () => reject(context.signal.reason as Error));
    });
  }

  note(text: string): void {
    this.notes.push(text);
  }
}

const isError = (status: number, message: RegExp, fate = "answered") => (error: unknown): true => {
  assert.ok(error instanceof PeerError, String(error));
  assert.equal(error.status, status);
  assert.match(error.message, message);
  assert.equal(error.fate, fate);
  return true;
};

test("Both sides serve and both sides call", async () => {
  const pair = makePair({ left: serve(Greeter, new GreeterImplementation()), right: serve(Greeter, new GreeterImplementation()) });
  assert.equal(await pair.left.remote(Greeter).greet("Ada"), "Hello, Ada!");
  assert.equal(await pair.right.remote(Greeter).add(1, 2), 3);
});

test("Many calls at once each get their own result", async () => {
  const pair = makePair({ right: serve(Greeter, new GreeterImplementation()) });
  const greeter = pair.left.remote(Greeter);
  const sums = await Promise.all(Array.from({ length: 5000 }, (_, i) => greeter.add(i, i)));
  assert.deepEqual(sums, Array.from({ length: 5000 }, (_, i) => 2 * i));
});

test("An announced error reaches the caller with status and message, and any other stays at home and is told there", async () => {
  const pair = makePair({ right: serve(Greeter, new GreeterImplementation()) });
  const greeter = pair.left.remote(Greeter);
  await assert.rejects(greeter.greet("nobody"), isError(PeerStatus.NotFound, /^There is nobody\.$/));
  assert.equal(pair.failures.length, 0);
  await assert.rejects(greeter.greet("bug"), isError(PeerStatus.HandlerFailed, /^The handler of Test\.IGreeter\.GreetAsync\(string\) failed\.$/));
  assert.equal(pair.failures[0]?.what, "Test.IGreeter.GreetAsync(string)");
});

test("An argument that cannot be sent is an error of its caller before anything is sent", async () => {
  const pair = makePair({ right: serve(Greeter, new GreeterImplementation()) });
  await assert.rejects(pair.left.remote(Greeter).greet(null as unknown as string), isError(PeerStatus.InvalidData, /The arguments of .* cannot be sent/, "not-sent"));
});

test("Arguments and results of many chunks arrive whole", async () => {
  const pair = makePair({ right: serve(Greeter, new GreeterImplementation()) });
  const name = "x".repeat(1_000_000);
  assert.equal(await pair.left.remote(Greeter).greet(name), `Hello, ${name}!`);
});

test("A call that is aborted ends at once with its reason, and its handler is told", async () => {
  const served = new GreeterImplementation();
  const pair = makePair({ right: serve(Greeter, served) });
  const greeter = pair.left.remote(Greeter);
  const abort = new AbortController();
  const call = greeter.wait({ signal: abort.signal });
  await settled();
  assert.equal(served.contexts[0]!.signal.aborted, false);
  abort.abort(new Error("enough"));
  await assert.rejects(call, /enough/);
  await settled();
  assert.equal(served.contexts[0]!.signal.aborted, true);
  assert.deepEqual(pair.failures, []);
  await assert.rejects(greeter.wait({ signal: abort.signal }), /enough/);
});

test("A call past its deadline ends on both sides", async () => {
  const served = new GreeterImplementation();
  const pair = makePair({ right: serve(Greeter, served) });
  const call = pair.left.remote(Greeter).wait({ deadline: 100 });
  const refused = assert.rejects(call, isError(PeerStatus.DeadlineExceeded, /took longer than its deadline allowed/, "may-have-executed"));
  await pair.time.pass(99);
  assert.equal(served.contexts[0]!.signal.aborted, false);
  await pair.time.pass(2);
  await refused;
  assert.equal(served.contexts[0]!.signal.aborted, true);
});

test("A handler knows how long its caller still waits, and is told when it does not any more", async () => {
  const served = new GreeterImplementation();
  const pair = makePair({ right: serve(Greeter, served) });
  const greeter = pair.left.remote(Greeter);
  const late = assert.rejects(greeter.wait({ deadline: 100 }), /deadline/);
  await settled();
  const [context] = served.contexts;
  assert.equal(context!.timeLeft, 100);
  await pair.time.pass(30);
  assert.equal(context!.timeLeft, 70);
  await pair.time.pass(80);
  await late;
  assert.deepEqual([context!.timeLeft, context!.signal.aborted, (context!.signal.reason as Error).name], [0, true, "TimeoutError"]);
  await greeter.greet("Ada");
  assert.equal(served.contexts[1]!.timeLeft, undefined);
});

test("Headers reach the handler", async () => {
  const served = new GreeterImplementation();
  const pair = makePair({ right: serve(Greeter, served) });
  await pair.left.remote(Greeter).greet("Ada", { headers: { tenant: "blue", "x": "" }, priority: "low" });
  assert.deepEqual([...served.contexts[0]!.headers], [["tenant", "blue"], ["x", ""]]);
});

test("One-way calls are handled one after another, in their order", async () => {
  const served = new GreeterImplementation();
  const pair = makePair({ right: serve(Greeter, served) });
  const greeter = pair.left.remote(Greeter);
  await Promise.all(Array.from({ length: 100 }, (_, i) => greeter.note(`${i} ${"x".repeat(i === 3 ? 100_000 : 0)}`)));
  await greeter.add(1, 1);
  assert.deepEqual(served.notes.map((note) => parseInt(note)), Array.from({ length: 100 }, (_, i) => i));
});

test("What the peer lacks, or has in another shape, is named before a call is sent", async () => {
  const pair = makePair({ right: serve(Greeter, new GreeterImplementation()) });
  const Other = testContract<Greeter>("Test.IGreeter", [
    { ...Greeter.methods[0]!, shape: 77n },
    { name: "add", parameters: [number, number], result: $.int32 },
  ]);
  const drifted = { ...Other, nameHash: Greeter.nameHash };
  await pair.left.connected;
  await assert.rejects(pair.left.remote(drifted).greet("Ada"), isError(PeerStatus.Unimplemented, /has Test\.IGreeter\.GreetAsync\(string\), but its parameters or its result have another shape there/, "not-sent"));
  await assert.rejects(pair.left.remote(drifted).add(1, 2), isError(PeerStatus.Unimplemented, /^The peer lacks Test\.IGreeter\.AddAsync\(\)\.$/, "not-sent"));
});

test("A lost channel ends every call, and says whether it may have run", async () => {
  const pair = makePair({ right: serve(Greeter, new GreeterImplementation()) });
  const greeter = pair.left.remote(Greeter);
  const sent = assert.rejects(greeter.wait(), isError(PeerStatus.ConnectionLost, /lost/, "may-have-executed"));
  await settled();
  const unsent = assert.rejects(greeter.wait(), isError(PeerStatus.ConnectionLost, /lost/, "not-sent"));
  pair.channels[0].cut();
  await Promise.all([sent, unsent]);
  assert.equal((await pair.left.closed).kind, "ConnectionLost");
  await assert.rejects(greeter.wait(), isError(PeerStatus.ConnectionLost, /was not made/, "not-sent"));
});

test("A session stops in order once what is under way has finished on both sides", async () => {
  const served = new GreeterImplementation();
  const pair = makePair({ right: serve(Greeter, served) });
  const call = pair.left.remote(Greeter).wait();
  await settled();
  const stopped = pair.left.stop();
  await settled();
  await assert.rejects(pair.left.remote(Greeter).wait(), isError(PeerStatus.Unavailable, /the session is ending/, "not-sent"));
  served.release();
  await call;
  assert.equal((await stopped).kind, "Stopped");
  assert.equal((await pair.right.closed).kind, "StoppedByPeer");
});

test("A session that is stopped gives up calls that do not end in the time for it", async () => {
  const served = new GreeterImplementation();
  const pair = makePair({ right: serve(Greeter, served) });
  const call = assert.rejects(pair.left.remote(Greeter).wait(), isError(PeerStatus.Unavailable, /did not finish/, "may-have-executed"));
  await settled();
  const stopped = pair.left.stop();
  await pair.time.pass(10_000);
  await call;
  assert.equal((await stopped).kind, "Aborted");
  assert.equal(served.contexts[0]!.signal.aborted, true);
});

test("A peer that stops answering is reported, and lost later", async () => {
  const pair = makePair({ right: serve(Greeter, new GreeterImplementation()) });
  await pair.left.connected;
  const heard: boolean[] = [];
  pair.left.onresponsivechange = (isResponsive) => heard.push(isResponsive);
  await pair.time.pass(60_000);
  assert.deepEqual(heard, []);
  for (const channel of pair.channels) channel.send = channel.close = () => undefined;
  await pair.time.pass(10_000);
  assert.deepEqual(heard, [false]);
  await pair.time.pass(20_000);
  const end = await pair.left.closed;
  assert.equal(end.kind, "ConnectionLost");
  assert.match(end.message, /stopped answering/);
});

test("A peer that is not authorised learns of no contract", async () => {
  const pair = makePair({ right: { ...serve(Greeter, new GreeterImplementation()), options: { authorize: () => false } } });
  await assert.rejects(pair.left.remote(Greeter).greet("Ada"), isError(PeerStatus.Unimplemented, /lacks/, "not-sent"));
  assert.equal((await pair.left.closed).kind, "NotAuthorized");
  assert.equal(pair.left.core.state.handshake.contracts.size, 0);
});

test("A call that waits for room and is given up lets those behind it go that need none", async () => {
  const served = new GreeterImplementation();
  const pair = makePair({ right: { ...serve(Greeter, served), options: { maxConcurrentCalls: 1 } } });
  const greeter = pair.left.remote(Greeter);
  const running = greeter.wait();
  await settled();
  const waiting = greeter.greet("Ada", { deadline: 100 });
  void greeter.note("behind");
  await settled();
  assert.deepEqual(served.notes, []);
  const refused = assert.rejects(waiting, isError(PeerStatus.DeadlineExceeded, /./, "not-sent"));
  await pair.time.pass(101);
  await refused;
  await settled();
  assert.deepEqual(served.notes, ["behind"]);
  served.release();
  await running;
});

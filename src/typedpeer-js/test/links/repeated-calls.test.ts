import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import * as $ from "typedpeer/contract";
import { PeerError, PeerStatus } from "../../src/errors/peer-error.js";
import { DataChannel } from "../../src/links/data-channel.js";
import { pause } from "../../src/links/pause.js";
import { PeerLink, type PeerLinkOptions } from "../../src/links/peer-link.js";
import { PeerSession } from "../../src/session/driving/index.js";
import { resume } from "../../src/session/resuming/index.js";
import { serving } from "../../src/session/serving/index.js";
import { testContract } from "../session/world.js";
import { FakeDataChannel, Time, until } from "./platform.js";

interface Repeater {
  once(options?: $.CallOptions): Promise<number>;
  again(options?: $.CallOptions): Promise<number>;
  set(value: number, options?: $.CallOptions): Promise<void>;
  items(to: number, options?: $.CallOptions): $.PeerStream<number>;
  open(options?: $.CallOptions): Promise<$.PeerStream<Uint8Array>>;
}

const number = { name: "number", kind: "value", codec: $.int32 } as const;
const Repeater = testContract<Repeater>("Test.IRepeater", [
  { name: "once", result: $.int32 },
  { name: "again", result: $.int32, isIdempotent: true, isConcurrent: true },
  { name: "set", kind: "oneWay", isOneWay: true, isIdempotent: true, parameters: [number] },
  { name: "items", kind: "stream", result: $.int32, isIdempotent: true, parameters: [number] },
  { name: "open", kind: "stream", isBytes: true, result: $.bytes, isIdempotent: true },
], { uses: [$.streams] });

/** A peer that is started anew whenever it is told to: it has forgotten its session then, and answers with its number. */
class Peer {
  number = 0;
  isReachable = true;
  readonly values: number[] = [];

  /** The calls that were handled, by name. */
  readonly calls: string[] = [];

  /** Whether calls are answered. */
  answers = true;

  /** How many items streams give before they wait. */
  gives = 0;

  private session: PeerSession | undefined;
  private channel: FakeDataChannel | undefined;

  /** What a link dials. */
  accept(): FakeDataChannel {
    if (!this.isReachable) throw new Error("There is no way.");
    const [own, its] = [new FakeDataChannel("typedpeer", 0), new FakeDataChannel("typedpeer", 0)];
    const channel = new DataChannel(own as unknown as RTCDataChannel);
    this.channel = own;
    if (this.session === undefined || this.session.core.hasEnded) this.begin(channel);
    else void this.session.resumeOver!(channel, { own: "", peer: "" });
    own.join(its);
    its.join(own);
    return its;
  }

  /** Its process ends, and another begins. */
  restart(): void {
    this.session = undefined;
    this.lose();
  }

  lose(): void {
    this.channel!.close();
  }

  private begin(channel: DataChannel): void {
    const number = ++this.number;
    const wait = (): Promise<void> => (this.answers ? Promise.resolve() : new Promise(() => undefined));
    const handle = (name: string): Promise<void> => {
      this.calls.push(name);
      return wait();
    };
    const given = async function* (this: Peer, to: number): AsyncGenerator<number> {
      for (let i = 0; i < to; i++) {
        if (i >= this.gives) await wait();
        yield number * 100 + i;
      }
    }.bind(this);
    this.session = new PeerSession(channel, {
      options: { resumeTimeout: 600_000, onFailure: () => undefined },
      parts: [resume],
      serve: [serving(Repeater, {
        once: async () => (await handle("once"), number),
        again: async () => (await handle("again"), number),
        set: (value) => void this.values.push(value),
        items: (to) => {
          this.calls.push("items");
          return given(to);
        },
        open: async () => {
          await handle("open");
          return (async function* () {
            yield Uint8Array.of(number);
          })();
        },
      })],
    });
  }
}

interface World {
  readonly time: Time;
  readonly peer: Peer;
  readonly link: PeerLink;
  readonly remote: Repeater;
}

async function makeWorld(context: TestContext, options: PeerLinkOptions = {}): Promise<World> {
  const time = new Time(context);
  const peer = new Peer();
  const link = new PeerLink({
    dial: async () => ({ connection: Object.assign(new EventTarget(), { close: () => undefined }) as unknown as RTCPeerConnection, channel: peer.accept() as unknown as RTCDataChannel }),
    wait: pause,
    over: () => undefined,
  }, options);
  const remote = link.remote(Repeater);
  await link.connected;
  // The key that resuming needs is there after a round trip.
  await time.settle();
  return { time, peer, link, remote };
}

/** Makes calls wait at the peer, until so many are there. */
async function reached(peer: Peer, count: number): Promise<void> {
  await until(() => peer.calls.length >= count, `${count} calls have reached the peer`);
}

/** Lets time pass until a link is up again. */
async function connectedAgain({ time, link }: World, number: number, peer: Peer): Promise<void> {
  for (let turn = 0; turn < 100 && !(link.state === "connected" && peer.number === number); turn++) await time.pass(100);
  assert.deepEqual([link.state, peer.number], ["connected", number]);
}

const isError = (status: number, fate: string, message: RegExp) => (error: unknown): true => {
  assert.ok(error instanceof PeerError, String(error));
  assert.deepEqual([error.status, error.fate], [status, fate], error.message);
  assert.match(error.message, message);
  return true;
};

for (const [how, options] of [["after a refused resume", {}], ["after a session that could not resume", { session: { resumeTimeout: 0 } }]] as const) {
  test(`What was under way says what became of it ${how}, and what is idempotent is made again`, async (context) => {
    const world = await makeWorld(context, options);
    const { peer, remote } = world;
    peer.answers = false;
    const once = assert.rejects(remote.once(), isError(PeerStatus.ConnectionLost, "may-have-executed", /./));
    const again = remote.again();
    const opened = remote.open();
    const items = remote.items(2)[Symbol.asyncIterator]();
    const none = items.next();
    const behind = items.next();
    await reached(peer, 4);
    peer.restart();
    peer.answers = true;
    await connectedAgain(world, 2, peer);
    await once;
    assert.equal(await again, 2);
    assert.deepEqual(await Promise.all([none, behind, items.next()]), [{ done: false, value: 200 }, { done: false, value: 201 }, { done: true, value: undefined }]);
    for await (const block of await opened) assert.deepEqual(block, Uint8Array.of(2));
    assert.deepEqual(peer.calls.slice(4).sort(), ["again", "items", "open"]);
    assert.equal(await remote.once(), 2);
    await world.link.close();
  });
}

test("A session that goes on makes nothing again", async (context) => {
  const world = await makeWorld(context);
  const { peer, remote } = world;
  peer.answers = false;
  const again = remote.again();
  await reached(peer, 1);
  peer.lose();
  await until(() => world.link.state === "reconnecting", "the loss is seen");
  peer.answers = true;
  await connectedAgain(world, 1, peer);
  assert.equal(await remote.again(), 1);
  assert.deepEqual(peer.calls, ["again", "again"]);
  void again.catch(() => undefined);
});

test("A call that is made while the session is over and no other has begun waits for that, and the next connection is the next session's", async (context) => {
  const world = await makeWorld(context, { session: { resumeTimeout: 1000 }, minReconnectDelay: 10_000 });
  const { peer, link, remote, time } = world;
  const { session } = link as unknown as { session: PeerSession };
  peer.restart();
  await time.pass(2000);
  assert.deepEqual([session.core.hasEnded, link.state], [true, "reconnecting"]);
  const [again, once] = [remote.again(), remote.once()];
  await time.pass(9000);
  assert.deepEqual(await Promise.all([again, once]), [2, 2]);
});

test("A call that is made as soon as one fails with the session waits for the next, whether it may be made twice or not", async (context) => {
  const world = await makeWorld(context);
  const { peer, remote } = world;
  peer.answers = false;
  const retried = remote.once().catch(() => remote.once());
  await reached(peer, 1);
  peer.answers = true;
  peer.restart();
  await connectedAgain(world, 2, peer);
  assert.equal(await retried, 2);
  assert.deepEqual(peer.calls, ["once", "once"]);
});

test("A stream that has given an item is not begun again, and one that was left is not either", async (context) => {
  const world = await makeWorld(context, { session: { resumeTimeout: 1000 }, minReconnectDelay: 10_000 });
  const { peer, remote } = world;
  peer.answers = false;
  peer.gives = 1;
  const items = remote.items(2)[Symbol.asyncIterator]();
  assert.deepEqual(await items.next(), { done: false, value: 100 });
  const second = assert.rejects(items.next(), isError(PeerStatus.ConnectionLost, "may-have-executed", /./));
  peer.gives = 0;
  const left = remote.items(2)[Symbol.asyncIterator]();
  const none = left.next();
  await reached(peer, 2);
  peer.restart();
  // The session is over, and the next has not begun.
  await world.time.pass(2000);
  await second;
  await left.return!();
  assert.deepEqual(await none, { done: true, value: undefined });
  await connectedAgain(world, 2, peer);
  await world.time.pass(100);
  assert.deepEqual(await items.next(), { done: true, value: undefined });
  assert.deepEqual(peer.calls, ["items", "items"]);
});

test("A stream begun again is one of the platform, too", async (context) => {
  const world = await makeWorld(context);
  const { peer, remote } = world;
  peer.answers = false;
  const reader = remote.items(1).toReadableStream().getReader();
  const first = reader.read();
  await reached(peer, 1);
  peer.restart();
  peer.answers = true;
  await connectedAgain(world, 2, peer);
  assert.deepEqual([await first, await reader.read()], [{ done: false, value: 200 }, { done: true, value: undefined }]);
});

test("One-way calls are not made again although their method is idempotent", async (context) => {
  const world = await makeWorld(context);
  const { peer, link, remote } = world;
  await remote.set(5);
  await until(() => peer.values.length === 1, "the call is handled");
  peer.isReachable = false;
  peer.restart();
  await until(() => link.state === "reconnecting", "the loss is seen");
  await remote.set(7);
  peer.isReachable = true;
  await connectedAgain(world, 2, peer);
  await remote.set(9);
  await remote.again();
  assert.deepEqual(peer.values, [5, 9]);
});

test("All attempts together take no longer than the call may, and say that one may have executed", async (context) => {
  const world = await makeWorld(context, { session: { resumeTimeout: 0 }, maxReconnectAttempts: 100 });
  const { peer, time, remote } = world;
  peer.answers = false;
  let isOver = false;
  const late = assert.rejects(remote.again({ deadline: 5000 }), isError(PeerStatus.DeadlineExceeded, "may-have-executed", /longer than its deadline allowed.* An attempt before may have executed\.$/)).finally(() => (isOver = true));
  const patient = remote.again({ deadline: 60_000 });
  await reached(peer, 2);
  peer.isReachable = false;
  peer.restart();
  await time.pass(4900);
  assert.equal(isOver, false);
  await time.pass(200);
  assert.equal(isOver, true);
  await late;
  peer.isReachable = true;
  await connectedAgain(world, 2, peer);
  await reached(peer, 3);
  const refused = assert.rejects(patient, isError(PeerStatus.DeadlineExceeded, "may-have-executed", /deadline/));
  await time.pass(60_000);
  await refused;
});

test("A call that waits for the next session ends with its signal and with the link", async (context) => {
  const world = await makeWorld(context, { session: { resumeTimeout: 0 } });
  const { peer, link, remote } = world;
  const { session } = link as unknown as { session: PeerSession };
  peer.answers = false;
  const enough = new AbortController();
  const aborted = assert.rejects(remote.again({ signal: enough.signal }), /enough/);
  const waiting = assert.rejects(remote.again(), isError(PeerStatus.ConnectionLost, "may-have-executed", /./));
  await reached(peer, 2);
  peer.isReachable = false;
  peer.restart();
  await until(() => session.core.hasEnded, "the session is over");
  enough.abort(new Error("enough"));
  await aborted;
  link.replace();
  await waiting;
  await assert.rejects(remote.again(), isError(PeerStatus.ConnectionLost, "not-sent", /./));
});

test("What failed at the peer is told once, and not tried again", async (context) => {
  const { peer, remote } = await makeWorld(context);
  await assert.rejects(remote.again({ headers: { long: "x".repeat(9000) } }), (error) => error instanceof PeerError && error.fate === "not-sent");
  assert.deepEqual(peer.calls, []);
});

test("A Proxy may stand around an object whose calls are made again", async (context) => {
  const { remote } = await makeWorld(context);
  const around = new Proxy(remote, {
    get(target, name) {
      const member = Reflect.get(target, name) as (...values: unknown[]) => unknown;
      return (...values: unknown[]) => member.apply(target, values);
    },
  });
  assert.deepEqual([await around.again(), await around.once()], [1, 1]);
});

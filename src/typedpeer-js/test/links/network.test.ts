import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import * as $ from "typedpeer/contract";
import { LinkError } from "../../src/links/address.js";
import { join, type PeerNetwork, type PeerNetworkOptions } from "../../src/links/network/index.js";
import type { PeerLink } from "../../src/links/peer-link.js";
import { testContract } from "../session/world.js";
import { FakeConnection, FakePlatform, SelfOfferingConnection, Time, until } from "./platform.js";
import { FakeServer } from "./signalling-server.js";

interface Counter {
  count(options?: $.CallOptions): Promise<number>;
}

const Counter = testContract<Counter>("Test.ICounter", [{ name: "count", result: $.int32 }]);

/** A server, and peers that know it. */
class World {
  readonly server = new FakeServer();
  readonly platform = new FakePlatform();
  readonly time: Time;

  /** What the networks told, by the name of each. */
  readonly told: string[] = [];

  counted = 0;

  constructor(context: TestContext) {
    this.time = new Time(context);
  }

  join(id: string, options: PeerNetworkOptions = {}): PeerNetwork {
    const network = join("wss://example.org/peerjs", {
      id, room: "lobby", webSocket: this.server.open, connection: this.platform.maker(`${id.length}${id.length}:AB`),
      configure: (link) => link.serve(Counter, { count: () => ++this.counted }),
      ...options,
    });
    const tell = (what: string): void => void this.told.push(`${id}: ${what}`);
    network.onpeerjoined = (peer, metadata) => tell(`${peer} joined ${JSON.stringify(metadata)}`);
    network.onpeerleft = (peer) => tell(`${peer} left`);
    network.onpeerchanged = (peer, metadata) => tell(`${peer} changed ${JSON.stringify(metadata)}`);
    network.onstatechange = (state) => tell(state);
    return network;
  }

  /** What was told since. */
  news(): string[] {
    return this.told.splice(0).sort();
  }

  /** Two peers with a link, from the first to the second. */
  async linked(): Promise<{ link: PeerLink; alice: PeerNetwork; bob: PeerNetwork; states: string[] }> {
    const alice = this.join("alice");
    const bob = this.join("bob");
    await Promise.all([alice.joined, bob.joined]);
    const link = alice.connect("bob");
    await link.connected;
    assert.equal(await link.remote(Counter).count(), 1);
    const states: string[] = [];
    link.onstatechange = (state) => states.push(state);
    bob.connect("alice").onstatechange = (state) => states.push(state);
    // The key that resuming needs is there after a round trip.
    await this.time.settle();
    return { link, alice, bob, states };
  }

  /** The server is there again, first for one, then for all. */
  async back(first: string): Promise<void> {
    this.server.isReachedBy = (id) => id === first;
    await this.comes(() => this.server.has(first), `${first} is back`);
    this.server.isReachedBy = () => true;
  }

  /** Lets time pass until something holds. */
  async comes(holds: () => boolean, what: string): Promise<void> {
    for (let turn = 0; turn < 600 && !holds(); turn++) await this.time.pass(100);
    assert.ok(holds(), `It never came about that ${what}.`);
  }
}

const isOf = (reason: string) => (error: unknown): boolean => error instanceof LinkError && error.reason === reason;

const fake = (link: PeerLink): FakeConnection => link.connection as unknown as FakeConnection;

test("What a peer says of itself is seen by the others when it changes, and by whom it offers a link", async (context) => {
  const world = new World(context);
  const alice = world.join("alice", { metadata: { name: "Ada" } });
  await alice.joined;
  const seen: unknown[] = [];
  const bob = world.join("bob", { accept: (peer) => seen.push([peer.id, peer.metadata, peer.room]) > 0 });
  await bob.joined;
  assert.deepEqual(world.news(), ["alice: bob joined undefined", "alice: joined", 'bob: alice joined {"name":"Ada"}', "bob: joined"]);
  await alice.setMetadata({ name: "Ada L." });
  await until(() => world.told.length === 1, "bob is told");
  assert.deepEqual(world.news(), ['bob: alice changed {"name":"Ada L."}']);
  assert.deepEqual([...bob.peers], [["alice", { name: "Ada L." }]]);
  await alice.setMetadata({ name: "Ada L." });
  await alice.connect("bob").connected;
  assert.deepEqual(seen, [["alice", { name: "Ada L." }, "lobby"]]);
  assert.deepEqual(world.news(), []);
});

test("A server that is lost is looked for, with growing delays and the same name and token, and what has changed meanwhile is told", async (context) => {
  const world = new World(context);
  const { server, time } = world;
  const alice = world.join("alice", { metadata: 1 });
  const bob = world.join("bob", { metadata: 1 });
  const carol = world.join("carol");
  await Promise.all([alice.joined, bob.joined, carol.joined]);
  await until(() => alice.peers.size === 2, "all are there");
  world.news();

  server.isReachedBy = () => false;
  server.lose();
  await until(() => world.told.length === 3, "all see the loss");
  assert.deepEqual(world.news(), ["alice: reconnecting", "bob: reconnecting", "carol: reconnecting"]);
  await assert.rejects(alice.send("bob", "hello"), isOf("server-lost"));
  await assert.rejects(bob.setMetadata(2), isOf("server-lost"));
  await carol.close();
  const before = server.tried.length;
  await time.pass(30_000);
  const tries = server.tried.slice(before);
  const ofAlice = tries.filter((url) => url.searchParams.get("id") === "alice");
  assert.equal(tries.some((url) => url.searchParams.get("id") === "carol"), false);
  // 500 ms doubled, of which up to half is taken off: five to seven are in 30 s.
  assert.ok(ofAlice.length >= 5 && ofAlice.length <= 7, `${ofAlice.length} attempts`);
  assert.equal(new Set([server.tried[0]!, ...ofAlice].map((url) => url.searchParams.get("token"))).size, 1);

  // Alice is the last to come back.
  server.isReachedBy = (id) => id !== "alice";
  await world.join("dave").joined;
  await world.comes(() => bob.state === "joined", "bob has joined again");
  world.news();
  server.isReachedBy = () => true;
  await world.comes(() => alice.state === "joined", "alice has joined again");
  await until(() => bob.peers.size === 2, "bob sees all");
  assert.deepEqual(world.news(), ["alice: bob changed 2", "alice: carol left", "alice: dave joined undefined", "alice: joined", "bob: alice joined 1", "dave: alice joined 1"]);
  assert.deepEqual(new Map(alice.peers), new Map<string, unknown>([["bob", 2], ["dave", undefined]]));
  const heard = new Promise((resolve) => (bob.onmessage = resolve));
  await alice.send("bob", "hello");
  assert.deepEqual(await heard, { from: "alice", room: undefined, data: "hello" });
});

test("A server that has no rooms and says nothing at a reconnect counts as open after a while", async (context) => {
  const world = new World(context);
  const { server, time } = world;
  server.hasAdditions = false;
  const alice = world.join("alice", { room: undefined });
  await alice.joined;
  await assert.rejects(alice.send("bob", 1), isOf("rooms-unsupported"));
  server.isSilent = true;
  server.lose();
  await until(() => alice.state === "reconnecting", "the loss is seen");
  await time.pass(500);
  assert.equal(server.tried.length, 2);
  await time.pass(2400);
  assert.equal(alice.state, "reconnecting");
  await time.pass(600);
  assert.equal(alice.state, "joined");
});

test("Links go on while the server is gone, and one that is asked for meanwhile waits for it", async (context) => {
  const world = new World(context);
  const { link, alice, states } = await world.linked();
  await world.join("dave").joined;
  world.server.isReachedBy = () => false;
  world.server.lose();
  await until(() => alice.state === "reconnecting", "the loss is seen");
  assert.equal(await link.remote(Counter).count(), 2);
  const other = alice.connect("dave");
  const counted = other.remote(Counter).count();
  await world.time.pass(3000);
  assert.deepEqual([other.state, world.platform.connections.length], ["connecting", 2]);
  await world.back("dave");
  await world.comes(() => other.state === "connected", "the other link is up");
  assert.equal(await counted, 3);
  assert.deepEqual([link.state, states], ["connected", []]);
});

test("Where the path falls silent ICE is restarted, and no other connection is made", async (context) => {
  const world = new World(context);
  const { link, bob, states } = await world.linked();
  const own = fake(link);
  const its = fake(bob.connect("alice"));
  const { server } = world;
  const before = server.taken.length;
  own.path("disconnected");
  its.path("disconnected");
  await until(() => own.iceConnectionState === "connected" && its.iceConnectionState === "connected", "the path is there again");
  assert.deepEqual([own.restarts, its.restarts], [1, 1]);
  const offers = server.taken.slice(before).filter(({ type }) => type === "OFFER");
  assert.deepEqual(new Set(offers.map(({ payload }) => payload.connectionId as string)), new Set([server.taken.find(({ type }) => type === "OFFER")!.payload.connectionId as string]));
  assert.equal(await link.remote(Counter).count(), 2);
  await world.time.pass(60_000);
  assert.deepEqual([states, world.platform.connections.length], [[], 2]);
});

test("A restart of ICE that falls into the time without a server is offered again when there is one", async (context) => {
  const world = new World(context);
  const { link, alice, states } = await world.linked();
  world.server.isReachedBy = () => false;
  world.server.lose();
  await until(() => alice.state === "reconnecting", "the loss is seen");
  fake(link).path("disconnected");
  await world.time.pass(1000);
  assert.equal(fake(link).iceConnectionState, "disconnected");
  await world.back("bob");
  await world.comes(() => fake(link).iceConnectionState === "connected", "the path is there again");
  assert.equal(await link.remote(Counter).count(), 2);
  assert.deepEqual([fake(link).restarts, states, world.platform.connections.length], [1, [], 2]);
});

test("A restart of ICE that its peer has not heard of is offered again until it is answered", async (context) => {
  const world = new World(context);
  const { link, states } = await world.linked();
  const { server, time } = world;
  const before = server.taken.length;
  const offers = (): number => server.taken.slice(before).filter(({ type }) => type === "OFFER").length;
  server.drops = ({ type }) => type === "OFFER";
  fake(link).path("disconnected");
  await time.pass(2900);
  assert.equal(offers(), 1);
  await time.pass(200);
  assert.equal(offers(), 2);
  server.drops = () => false;
  await time.pass(5800);
  assert.deepEqual([offers(), fake(link).iceConnectionState], [2, "disconnected"]);
  await time.pass(200);
  assert.deepEqual([offers(), fake(link).iceConnectionState], [3, "connected"]);
  assert.equal(await link.remote(Counter).count(), 2);
  await time.pass(120_000);
  assert.deepEqual([offers(), states, world.platform.connections.length], [3, [], 2]);
});

test("Where that does not help another connection is made, on which the session goes on", async (context) => {
  const world = new World(context);
  const { link, bob, states } = await world.linked();
  const { server, platform } = world;
  const first = link.connection;
  const { session } = link as unknown as { session: object };
  // Nothing of the restart arrives.
  server.drops = ({ type }) => type === "OFFER" || type === "ANSWER";
  fake(link).path("disconnected");
  await until(() => server.taken.filter(({ type }) => type === "OFFER").length === 2, "the restart is offered");
  server.drops = () => false;
  const counted = link.remote(Counter).count();
  fake(link).path("failed");
  for (const connection of [...platform.connections]) connection.close();
  await until(() => link.state === "reconnecting", "the loss is seen");
  await world.comes(() => link.state === "connected" && bob.connect("alice").state === "connected", "the link is up again");
  assert.equal(await counted, 2);
  assert.equal(await link.remote(Counter).count(), 3);
  assert.notEqual(link.connection, first);
  assert.equal((link as unknown as { session: object }).session, session);
  assert.deepEqual(states.sort(), ["connected", "connected", "reconnecting", "reconnecting"]);
});

for (const [offering, answering] of [[SelfOfferingConnection, FakeConnection], [FakeConnection, SelfOfferingConnection], [SelfOfferingConnection, SelfOfferingConnection]] as const) {
  test(`A link comes about from ${offering.name} to ${answering.name}, and no candidate goes to a peer that may check it before its answer is stored`, async (context) => {
    const world = new World(context);
    const alice = world.join("alice", { connection: world.platform.maker("AA:AA", offering) });
    const bob = world.join("bob", { connection: world.platform.maker("BB:BB", answering) });
    await Promise.all([alice.joined, bob.joined]);
    const link = alice.connect("bob");
    await link.connected;
    assert.equal(await link.remote(Counter).count(), 1);
    assert.equal(await bob.connect("alice").remote(Counter).count(), 2);
    await world.time.settle();
    const said = world.server.taken.filter(({ type }) => ["OFFER", "ANSWER", "CANDIDATE"].includes(type));
    assert.deepEqual(said.filter(({ type }) => type !== "CANDIDATE").map(({ type }) => type), ["OFFER", "ANSWER"]);
    assert.equal(said.filter(({ type }) => type === "CANDIDATE").length >= 2, true);
    if (offering === SelfOfferingConnection) {
      assert.equal(/candidate/.test(said[0]!.payload.sdp.sdp as string), false);
      assert.equal(said.findIndex(({ type }) => type === "CANDIDATE") > said.findIndex(({ type }) => type === "ANSWER"), true);
    }
  });
}

test("Where the path falls silent and the platform restarts no ICE, the link goes on over another connection once this one ends", async (context) => {
  const world = new World(context);
  const maker = world.platform.maker("AA:AA", SelfOfferingConnection);
  const alice = world.join("alice", { connection: maker });
  const bob = world.join("bob");
  await Promise.all([alice.joined, bob.joined]);
  const link = alice.connect("bob");
  assert.equal(await link.remote(Counter).count(), 1);
  await world.time.settle();
  const first = fake(link);
  first.path("disconnected");
  await world.time.pass(1000);
  assert.equal(link.state, "connected");
  first.close();
  await until(() => link.state === "reconnecting", "the loss is seen");
  await world.comes(() => link.state === "connected", "the link is up again");
  assert.equal(await link.remote(Counter).count(), 2);
});

test("What the application's callbacks throw is told, whoever is told of that throws, too, and nothing ends by it", async (context) => {
  const world = new World(context);
  const failures: string[] = [];
  const failing = (): never => {
    throw new Error("a mistake of the application's");
  };
  const options: PeerNetworkOptions = { session: { onFailure: (what) => (failures.push(what), failing()) } };
  const alice = world.join("alice", options);
  const bob = world.join("bob", options);
  for (const network of [alice, bob]) Object.assign(network, { onpeerjoined: failing, onpeerleft: failing, onpeerchanged: failing, onmessage: failing, onstatechange: failing, onlink: failing });
  await Promise.all([alice.joined, bob.joined]);
  await until(() => alice.peers.size + bob.peers.size === 2, "each sees the other");
  const link = alice.connect("bob");
  link.onstatechange = failing;
  await link.connected;
  bob.connect("alice").onstatechange = failing;
  assert.equal(await link.remote(Counter).count(), 1);
  await alice.send("bob", "hello");
  await bob.setMetadata(1);
  await world.time.settle();

  for (const connection of [...world.platform.connections]) connection.close();
  await until(() => link.state === "reconnecting", "the loss is seen");
  await world.comes(() => link.state === "connected", "the link is made again");
  assert.equal(await link.remote(Counter).count(), 2);
  void link.close();
  await world.comes(() => link.state === "closed", "the link is closed");
  assert.equal((await link.closed).kind, "Stopped");
  void bob.close();
  await world.comes(() => alice.peers.size === 0, "bob is seen to be gone");
  void alice.close();
  await world.comes(() => alice.state === "closed", "the network is closed");
  for (const what of ["onpeerjoined", "onpeerleft", "onpeerchanged", "onmessage", "onstatechange", "onlink"].map((name) => `The network's ${name}`).concat("onstatechange")) {
    assert.ok(failures.includes(what), `${what}: ${failures}`);
  }
});

test("A link whose configuration throws is closed, told to who asked for it, or to who is told of failures", async (context) => {
  const world = new World(context);
  const failures: string[] = [];
  const mistake = new Error("a mistake of the application's");
  const configure = (): never => {
    throw mistake;
  };
  const alice = world.join("alice");
  const bob = world.join("bob", { configure, session: { onFailure: (what) => failures.push(what) } });
  await Promise.all([alice.joined, bob.joined]);
  assert.throws(() => bob.connect("alice"), mistake);
  await world.time.settle();
  const link = alice.connect("bob");
  await world.comes(() => failures.length === 1, "the failure is told");
  await world.comes(() => link.state === "closed", "the link of the other is over");
  await assert.rejects(link.connected);
  assert.deepEqual(failures, ["The network's configure"]);
});

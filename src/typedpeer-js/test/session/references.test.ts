import assert from "node:assert/strict";
import { test } from "node:test";
import * as $ from "typedpeer/contract";
import { PeerError, PeerStatus } from "../../src/errors/peer-error.js";
import { makePair, type Pair, type PairOptions, serve, settled, testContract } from "./world.js";

interface Door {
  open(by: string, options?: $.CallOptions): Promise<string>;
}

interface House {
  door(name: string, options?: $.CallOptions): Promise<Door>;
  doors(count: number, options?: $.CallOptions): Promise<Door[]>;
  walk(through: number, options?: $.CallOptions): $.PeerStream<Door>;
  watch(door: Door, options?: $.CallOptions): Promise<string>;
  same(door: Door, options?: $.CallOptions): Promise<Door>;
  keep(doors: Door[], text: string, options?: $.CallOptions): Promise<void>;
  note(door: Door, options?: $.CallOptions): Promise<void>;
  work(steps: number, progress: $.Progress<number>, options?: $.CallOptions): Promise<number>;
}

const text = { name: "text", kind: "value", codec: $.string } as const;
const number = { name: "number", kind: "value", codec: $.int32 } as const;
const Door = testContract<Door>("Test.IDoor", [{ name: "open", parameters: [text], result: $.string }]);
const DoorCodec = $.reference(() => Door);
const House = testContract<House>("Test.IHouse", [
  { name: "door", parameters: [text], result: DoorCodec },
  { name: "doors", parameters: [number], result: $.list(DoorCodec) },
  { name: "walk", kind: "stream", parameters: [number], result: DoorCodec },
  { name: "watch", parameters: [{ name: "door", kind: "reference", codec: DoorCodec }], result: $.string },
  { name: "same", parameters: [{ name: "door", kind: "reference", codec: DoorCodec }], result: DoorCodec },
  { name: "keep", parameters: [{ name: "doors", kind: "value", codec: $.list(DoorCodec) }, text] },
  { name: "note", kind: "oneWay", isOneWay: true, parameters: [{ name: "door", kind: "reference", codec: DoorCodec }] },
  { name: "work", parameters: [number, { name: "progress", kind: "progress", codec: $.progress($.int32) }], result: $.int32 },
], { uses: [$.references, $.streams] });

const named = (name: string): Door & { open(by: string): Promise<string> } => ({ open: async (by) => `${name} opens for ${by}` });

class HouseServed {
  readonly kept: Door[] = [];
  readonly front = named("front");

  door(name: string): Door {
    if (name === "front") return this.front;
    return named(name);
  }

  doors(count: number): Door[] {
    return Array.from({ length: count }, () => this.front);
  }

  async *walk(through: number): AsyncGenerator<Door> {
    for (let i = 0; i < through; i++) yield named(`${i}`);
  }

  watch(door: Door): Promise<string> {
    return door.open("the house");
  }

  same(door: Door): Door {
    return door;
  }

  keep(doors: Door[]): void {
    this.kept.push(...doors);
  }

  note(door: Door): void {
    this.kept.push(door);
  }

  async work(steps: number, progress: $.Progress<number>): Promise<number> {
    for (let i = 1; i <= steps; i++) progress(i);
    return steps;
  }
}

interface Table {
  readonly exports: Map<number, unknown>;
  readonly imports: Map<number, unknown>;
  readonly unsettled: number;
  readonly held: number;
}

function makeHouse(options: PairOptions = {}): Pair & { served: HouseServed; house: House; ours: Table; theirs: Table } {
  const served = new HouseServed();
  const pair = makePair({ ...options, right: { ...serve(House, served as never), ...options.right } });
  const house = pair.left.remote(House);
  return { ...pair, served, house, ours: pair.left.core.state.references as unknown as Table, theirs: pair.right.core.state.references as unknown as Table };
}

/** Nothing is shared, held or under way any more. */
async function assertForgotten(...tables: Table[]): Promise<void> {
  for (let i = 0; i < 3; i++) await settled();
  for (const table of tables) assert.deepEqual([table.exports.size, table.imports.size, table.unsettled, table.held], [0, 0, 0, 0]);
}

test("An object stays where it is, is called through its reference, and forgotten when that is given back", async () => {
  const { house, ours, theirs } = makeHouse();
  const door = await house.door("garden");
  assert.equal(await door.open("Ada"), "garden opens for Ada");
  assert.equal(theirs.exports.size, 1);
  $.release(door);
  await assert.rejects(door.open("Ada"), (error: unknown) => error instanceof PeerError && error.status === PeerStatus.NotFound);
  await assertForgotten(ours, theirs);
});

test("The same object is the same proxy, and counted as often as it was sent", async () => {
  const { house, ours, theirs } = makeHouse();
  const [first, second, third] = await house.doors(3);
  assert.equal(first, second);
  assert.equal(await house.door("front"), third);
  assert.equal(theirs.exports.size, 1);
  $.release(first!);
  await assertForgotten(ours, theirs);
});

test("A block that uses an object gives it back", async () => {
  const { house, ours, theirs } = makeHouse();
  const door = (await house.door("garden")) as Door & Disposable;
  door[Symbol.dispose]();
  await assertForgotten(ours, theirs);
});

test("An object of the caller's is called back, and comes home as itself", async () => {
  const { house, ours, theirs } = makeHouse();
  const mine = named("mine");
  assert.equal(await house.watch(mine), "mine opens for the house");
  assert.equal(await house.same(mine), mine);
  assert.equal(ours.exports.size, 1);
  assert.equal(theirs.imports.size, 1);
});

test("A Proxy around a remote object sees its calls, and is that object where it is passed on", async () => {
  const { house } = makeHouse();
  const seen: string[] = [];
  const watched = <T extends object>(remote: T): T => new Proxy(remote, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      return typeof member !== "function" ? member : (...values: unknown[]): unknown => {
        seen.push(String(name));
        return Reflect.apply(member, target, values);
      };
    },
  });
  const around = watched(house);
  const door = await around.door("front");
  assert.equal(await around.same(watched(door)), door);
  assert.equal(await watched(door).open("Ada"), "front opens for Ada");
  for await (const one of around.walk(1)) assert.equal(await one.open("Ada"), "0 opens for Ada");
  assert.deepEqual(seen, ["door", "same", "open", "walk"]);
});

test("Objects come in streams", async () => {
  const { house, ours, theirs } = makeHouse();
  const doors: Door[] = [];
  for await (const door of house.walk(50)) doors.push(door);
  assert.equal(await doors[49]!.open("Ada"), "49 opens for Ada");
  doors.forEach($.release);
  await assertForgotten(ours, theirs);
});

test("Objects in a stream that is left are given back", async () => {
  const { house, ours, theirs } = makeHouse();
  for await (const door of house.walk(1_000)) {
    $.release(door);
    break;
  }
  await assertForgotten(ours, theirs);
});

test("Progress is told in order while the call runs, and before its result", async () => {
  const { house, ours, theirs } = makeHouse();
  const told: number[] = [];
  assert.equal(await house.work(100, (value) => told.push(value)), 100);
  assert.equal(told.at(-1), 100);
  assert.deepEqual(told, [...told].sort((a, b) => a - b));
  await assertForgotten(ours, theirs);
});

test("References of calls that are refused, cannot be sent or cannot be read are given back", async () => {
  const { house, ours, theirs, right } = makeHouse();
  const mine = named("mine");
  await assert.rejects(house.keep([mine, mine], null as unknown as string), /cannot be sent/);
  await assertForgotten(ours);
  await assert.rejects(house.keep([mine], "x".repeat(5 << 20)), /cannot be sent/);
  await assertForgotten(ours);
  right.core.incoming!.handlers.start = (call) => right.core.incoming!.fail(call, PeerStatus.HandlerFailed, "refused");
  await assert.rejects(house.keep([mine], "x"), /refused/);
  await assertForgotten(ours, theirs);
});

test("A result with objects that crosses its cancellation is given back", async () => {
  const { house, ours, theirs } = makeHouse();
  await house.door("warm");
  const abort = new AbortController();
  const call = house.doors(5, { signal: abort.signal });
  await Promise.resolve();
  await Promise.resolve();
  abort.abort(new Error("enough"));
  await assert.rejects(call, /enough/);
  for (let i = 0; i < 3; i++) await settled();
  assert.equal(theirs.exports.size, 1);
  assert.equal(ours.unsettled + theirs.unsettled, 0);
});

test("More objects than may be shared or held are a limit by name", async () => {
  const { house } = makeHouse({ left: { options: { maxReferences: 3 } }, right: {} });
  await assert.rejects(house.keep([1, 2, 3, 4].map((i) => named(`${i}`)), ""), /maxReferences/);
  const held: Door[] = [];
  await assert.rejects(async () => {
    for (let i = 0; i < 4; i++) held.push(await house.door(`${i}`));
  }, (error: unknown) => error instanceof PeerError && error.status === PeerStatus.LimitExceeded && /maxReferences/.test(error.message));
  assert.equal(held.length, 3);
});

test("What an object lacks is named before a call is sent", async () => {
  const other = testContract<Door>("Test.IDoor", [{ name: "open", parameters: [text], result: $.string }]);
  const Other = { ...other, nameHash: Door.nameHash };
  const drifted = testContract<House>("Test.IHouse", [{ ...House.methods[0]!, result: $.reference(() => Other) }], { uses: House.uses });
  const { left } = makeHouse();
  const door = await left.remote({ ...drifted, nameHash: House.nameHash }).door("garden");
  await assert.rejects(door.open("Ada"), (error: unknown) => error instanceof PeerError && error.fate === "not-sent" && /lacks Test\.IDoor/.test(error.message));
});

test("All references end with the session", async () => {
  const { house, ours, theirs, left } = makeHouse();
  const door = await house.door("garden");
  await house.note(named("mine"));
  await left.stop();
  await assert.rejects(door.open("Ada"), (error: unknown) => error instanceof PeerError && error.fate === "not-sent");
  await assertForgotten(ours, { ...theirs, exports: theirs.exports, imports: theirs.imports, unsettled: 0, held: 0 });
});

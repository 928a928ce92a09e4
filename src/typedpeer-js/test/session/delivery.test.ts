import assert from "node:assert/strict";
import { test } from "node:test";
import * as $ from "typedpeer/contract";
import { makePair, type Pair, type PairOptions, serve, settled, testContract } from "./world.js";

interface Board {
  moved(x: number, options?: $.CallOptions): Promise<void>;
  voice(x: number, text: string, options?: $.CallOptions): Promise<void>;
  ping(options?: $.CallOptions): Promise<void>;
}

const number = { name: "number", kind: "value", codec: $.int32 } as const;
const text = { name: "text", kind: "value", codec: $.string } as const;
const Board = testContract<Board>("Test.IBoard", [
  { name: "moved", kind: "oneWay", isOneWay: true, isLatestWins: true, parameters: [number] },
  { name: "voice", kind: "oneWay", isOneWay: true, isUnreliable: true, parameters: [number, text] },
  { name: "ping" },
], { uses: [$.delivery] });

class Served {
  readonly positions: number[] = [];
  readonly voices: number[] = [];
  release: (() => void) | undefined;
  holds = false;

  async moved(x: number): Promise<void> {
    this.positions.push(x);
    if (this.holds) await new Promise<void>((resolve) => (this.release = resolve));
  }

  voice(x: number): void {
    this.voices.push(x);
  }

  ping(): void {}
}

function makeBoard(options: PairOptions = {}): Pair & { board: Board; served: Served } {
  const served = new Served();
  const pair = makePair({ ...options, right: { ...serve(Board, served), ...options.right } });
  return { ...pair, served, board: pair.left.remote(Board) };
}

test("A receiver that pauses gets the call that was under way and then the newest", async () => {
  const { board, served, left } = makeBoard();
  await left.connected;
  served.holds = true;
  for (let i = 0; i < 100; i++) await board.moved(i);
  await settled();
  assert.deepEqual(served.positions, [0]);
  served.holds = false;
  served.release!();
  await settled();
  assert.deepEqual(served.positions, [0, 99]);
});

test("A receiver that keeps up gets every call", async () => {
  const { board, served } = makeBoard();
  await board.ping();
  for (let i = 0; i < 20; i++) {
    await board.moved(i);
    await settled();
  }
  assert.deepEqual(served.positions, Array.from({ length: 20 }, (_, i) => i));
});

test("Calls made before the peer starts replace each other, and instances only their own", async () => {
  const { left, served, board } = makeBoard();
  const other = left.remote(Board, "other");
  for (let i = 0; i < 10; i++) {
    void board.moved(i);
    void other.moved(100 + i);
  }
  await board.ping();
  await settled();
  assert.deepEqual(served.positions, [9]);
});

test("A call whose time is over when its turn comes is not made, and told", async () => {
  const { board, served, left, time, failures } = makeBoard();
  await left.connected;
  served.holds = true;
  await board.moved(1);
  await board.moved(2, { deadline: 50 });
  await time.pass(100);
  served.release!();
  await settled();
  assert.deepEqual(served.positions, [1]);
  assert.match(String(failures[0]?.failure), /took longer/);
});

test("A session stops in order although a call waits", async () => {
  const { board, served, left, right } = makeBoard();
  await left.connected;
  served.holds = true;
  await board.moved(1);
  await board.moved(2);
  await settled();
  const stopped = left.stop();
  await settled();
  served.release!();
  assert.equal((await stopped).kind, "Stopped");
  assert.equal((await right.closed).kind, "StoppedByPeer");
  assert.deepEqual(served.positions, [1]);
});

test("A call goes by the lane for datagrams, and one that is lost holds up no other", async () => {
  let sent = 0;
  const { board, served } = makeBoard({ channel: { maxDatagramSize: 1100, loses: () => sent++ % 2 === 1 } });
  await board.ping();
  for (let i = 0; i < 10; i++) await board.voice(i, "");
  await board.ping();
  assert.equal(sent, 10);
  assert.deepEqual(served.voices, [0, 2, 4, 6, 8]);
});

test("A call that is too large for the lane, and every call without one, goes in order with all others", async () => {
  let sent = 0;
  const { board, served } = makeBoard({ channel: { maxDatagramSize: 1100, loses: () => sent++ >= 0 } });
  await board.ping();
  await board.voice(1, "x".repeat(2000));
  await board.ping();
  assert.deepEqual([sent, served.voices], [0, [1]]);

  const without = makeBoard();
  await without.board.voice(1, "");
  await without.board.ping();
  assert.deepEqual(without.served.voices, [1]);
});

test("A datagram that cannot be read ends the session by name", async () => {
  const { board, channels, right } = makeBoard({ channel: { maxDatagramSize: 1100 } });
  await board.ping();
  channels[0].sendDatagram(Uint8Array.of(0x9a, 0));
  channels[0].sendDatagram(Uint8Array.of(0x16, 9, 0));
  await settled();
  assert.equal((await right.closed).kind, "ProtocolError");
});

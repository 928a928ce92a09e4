import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryChannel } from "../../src/session/channels/index.js";
import { ChannelRoom } from "../../src/session/sending/index.js";

const first = 64 * 1024;

/** A channel that takes so many bytes in a millisecond, is filled whenever it says that it has room, and is heard so late. */
class Path {
  readonly channel = MemoryChannel.pair()[0];
  readonly room = new ChannelRoom(first);
  now = 0;

  constructor(
    private readonly rate: number,
    private readonly late: number,
  ) {}

  /** Fills it and lets it say so, so often. Returns the largest wait of a byte that came up last, in milliseconds. */
  fill(times: number): number {
    let longest = 0;
    for (let i = 0; i < times; i++) {
      this.channel.bufferedAmount = Math.max(this.channel.bufferedAmount, this.room.size);
      longest = this.channel.bufferedAmount / this.rate;
      if (this.room.hasLeft(this.channel, this.now)) continue;
      const waits = (this.channel.bufferedAmount - this.channel.bufferedAmountLowThreshold) / this.rate + this.late;
      this.now += waits;
      this.channel.bufferedAmount = Math.max(0, this.channel.bufferedAmount - waits * this.rate);
      this.room.left(this.channel, this.now);
    }
    return longest;
  }
}

test("A slow channel is given what it takes in ten milliseconds, so that a call waits no longer behind bulk", () => {
  for (const rate of [1000, 2000, 5000]) assert.ok(new Path(rate, 0.3).fill(100) <= 11, `${rate} bytes in a millisecond`);
});

test("A fast channel that is heard late never runs dry, and is given no more than four times the first amount", () => {
  const path = new Path(25_000, 4);
  path.fill(100);
  assert.ok(path.room.size > 2 * 4 * 25_000 && path.room.size <= 4 * first, `${path.room.size} bytes`);
});

test("A channel that becomes slow is given less after some rounds, and one that becomes fast again more", () => {
  const path = new Path(20_000, 0.3);
  path.fill(50);
  const fast = path.room.size;
  const slow = Object.assign(new Path(500, 0.3), { room: path.room, now: path.now });
  slow.fill(100);
  assert.ok(path.room.size <= 6000, `${path.room.size} bytes for half a megabyte a second`);
  Object.assign(new Path(20_000, 0.3), { room: path.room, now: slow.now }).fill(50);
  assert.ok(path.room.size >= fast / 2, `${path.room.size} bytes after ${fast}`);
});

test("A channel that has taken half before it was asked to tell is given more at once", () => {
  const { channel, room } = new Path(1000, 0);
  channel.bufferedAmount = first / 4;
  assert.equal(room.hasLeft(channel, 0), true);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChannelMessage, ChannelOverflowError, LinkChannels } from "../../src/links/channels/index.js";
import { withDefaults } from "../../src/session/state/index.js";

/** What a platform's data channel shows, and what a test does with it. */
class FakeChannel {
  readyState = "connecting";
  bufferedAmount = 0;
  binaryType = "";
  bufferedAmountLowThreshold = 0;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onopen: (() => void) | undefined;
  onclose: (() => void) | undefined;
  onbufferedamountlow: (() => void) | undefined;
  readonly sent: ChannelMessage[] = [];
  holds = false;

  constructor(
    readonly label: string,
    readonly options: RTCDataChannelInit = {},
  ) {}

  get protocol(): string {
    return this.options.protocol ?? "";
  }

  get ordered(): boolean {
    return this.options.ordered ?? true;
  }

  get negotiated(): boolean {
    return this.options.negotiated ?? false;
  }

  readonly maxPacketLifeTime = null;

  get maxRetransmits(): number | null {
    return this.options.maxRetransmits ?? null;
  }

  open(): void {
    this.readyState = "open";
    this.onopen?.();
  }

  send(message: ChannelMessage): void {
    this.sent.push(message);
    if (this.holds) this.bufferedAmount += message.length;
  }

  leave(): void {
    this.bufferedAmount = 0;
    this.onbufferedamountlow?.();
  }

  close(): void {
    this.readyState = "closed";
  }
}

/** A connection that makes such channels. */
class FakeConnection extends EventTarget {
  readonly made: FakeChannel[] = [];

  createDataChannel(label: string, options: RTCDataChannelInit): FakeChannel {
    const channel = new FakeChannel(label, options);
    this.made.push(channel);
    return channel;
  }

  offer(channel: FakeChannel): void {
    this.dispatchEvent(Object.assign(new Event("datachannel"), { channel }));
  }
}

/** Channels of a link on a connection on which both sides have said hello. */
function connect(channels: LinkChannels): FakeConnection {
  const connection = new FakeConnection();
  channels.listen(connection as unknown as RTCPeerConnection);
  channels.attach(connection as unknown as RTCPeerConnection);
  return connection;
}

test("What is sent while there is no connection waits for it, in order, and past the bounds is refused by name", async () => {
  const channels = new LinkChannels(() => true, withDefaults());
  const chat = channels.open("chat", { maxQueuedMessages: 2 });
  await chat.send("one");
  assert.ok(chat.trySend("two"));
  assert.throws(() => chat.trySend("three"), (error) => error instanceof ChannelOverflowError && error.queuedMessages === 2);
  const third = chat.send("three");
  const connection = connect(channels);
  assert.equal(chat.readyState, "connecting");
  connection.made[0]!.open();
  await third;
  assert.deepEqual(connection.made[0]!.sent, ["one", "two", "three"]);
  assert.equal(chat.readyState, "open");
});

test("No more than 64 KiB is given to the platform ahead of the network, and senders wait for room", async () => {
  const channels = new LinkChannels(() => true, withDefaults());
  const chat = channels.open("chat", { maxBufferedAmount: 100_000 });
  const [channel] = connect(channels).made;
  channel!.holds = true;
  channel!.open();
  let accepted = 0;
  const sends = Array.from({ length: 20 }, () => chat.send(new Uint8Array(10_000)).then(() => accepted++));
  await new Promise(setImmediate);
  assert.equal(channel!.sent.length, 7);
  assert.equal(accepted, 10);
  assert.throws(() => chat.trySend(new Uint8Array(1)), ChannelOverflowError);
  for (let i = 0; i < 5; i++) channel!.leave();
  await Promise.all(sends);
  assert.equal(channel!.sent.length, 20);
});

test("A channel opens again on the next connection, and what had not been given to the platform goes on", async () => {
  const channels = new LinkChannels(() => false, withDefaults());
  const chat = channels.open("chat", { ordered: false, maxRetransmits: 0 });
  const first = connect(channels).made[0]!;
  first.holds = true;
  first.open();
  const lost: number[] = [];
  chat.onmessageslost = (count) => lost.push(count);
  for (let i = 0; i < 8; i++) await chat.send(new Uint8Array(10_000).fill(i));
  channels.lose();
  assert.equal(chat.readyState, "connecting");
  assert.deepEqual(lost, [7]);
  await chat.send("later");
  const second = connect(channels).made[0]!;
  assert.deepEqual(second.options, { ordered: false, protocol: "", negotiated: false, maxRetransmits: 0 });
  second.open();
  assert.deepEqual(second.sent, [new Uint8Array(10_000).fill(7), "later"]);
});

test("The peer's channel is known again on the next connection, and one it does not open again ends", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const channels = new LinkChannels(() => true, withDefaults());
  const found: string[] = [];
  channels.opened = (channel) => {
    found.push(channel.label);
    void channel.closed.then((end) => found.push(end.message));
    void (async () => {
      for await (const message of channel) found.push(`${channel.label}: ${message as string}`);
    })();
  };
  const first = connect(channels);
  const chat = new FakeChannel("chat");
  first.offer(chat);
  first.offer(new FakeChannel("news"));
  chat.onmessage!({ data: "hello" });
  channels.lose();
  const second = connect(channels);
  const again = new FakeChannel("chat");
  second.offer(again);
  again.onmessage!({ data: "again" });
  await new Promise(setImmediate);
  context.mock.timers.tick(15_000);
  await new Promise(setImmediate);
  assert.deepEqual(found, ["chat", "news", "chat: hello", "chat: again", "The peer did not open the channel again within 15 s."]);
});

test("A channel that closes alone was closed by the peer, and one that closes with its connection comes back", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let isAlive = false;
  const channels = new LinkChannels(() => isAlive, withDefaults());
  const chat = channels.open("chat", {});
  connect(channels).made[0]!.onclose!();
  context.mock.timers.tick(1000);
  assert.equal(chat.readyState, "connecting");
  isAlive = true;
  connect(channels).made[0]!.onclose!();
  context.mock.timers.tick(1000);
  assert.deepEqual(await chat.closed, { kind: "Remote", message: "The peer closed the channel." });
  await assert.rejects(chat.send("late"), /is over/);
  assert.equal(chat.trySend("late"), false);
});

test("A reliable channel that nobody reads ends, and one that may lose messages drops the oldest", async () => {
  const channels = new LinkChannels(() => true, withDefaults());
  const reliable = channels.open("reliable", { maxReceivedAmount: 1000 });
  const lossy = channels.open("lossy", { maxReceivedAmount: 1000, maxRetransmits: 0 });
  const { made } = connect(channels);
  for (const channel of made) for (let i = 0; i < 5; i++) channel.onmessage!({ data: new Uint8Array(300).fill(i).buffer });
  assert.match((await reliable.closed).message, /maxReceivedAmount/);
  assert.equal(lossy.messagesUnread, 3);
  const close = lossy.close();
  await close;
  const read = [];
  for await (const message of lossy) read.push((message as Uint8Array)[0]);
  assert.deepEqual(read, [3, 4]);
});

test("Closing lets what was accepted leave, and what is the session's is not for the application", async () => {
  const channels = new LinkChannels(() => true, withDefaults());
  const chat = channels.open("chat", {});
  const [channel] = connect(channels).made;
  channel!.holds = true;
  channel!.open();
  await chat.send(new Uint8Array(70_000));
  await chat.send("last");
  const closed = chat.close();
  assert.equal(chat.readyState, "closing");
  channel!.leave();
  channel!.leave();
  await closed;
  assert.deepEqual(channel!.sent.at(-1), "last");
  assert.equal((await chat.closed).kind, "Local");
  for (const [label, options] of [["typedpeer", {}], ["chat", { negotiated: true, id: 0 }], ["chat", { negotiated: true, id: 1023 }]] as const) assert.throws(() => channels.open(label, options), TypeError);
  channels.open("twice", {});
  assert.throws(() => channels.open("twice", {}), /already/);
});

test("What the application's callbacks throw is told, and the channel ends all the same", async () => {
  const failures: string[] = [];
  const channels = new LinkChannels(() => true, withDefaults({ onFailure: (what) => failures.push(what) }));
  const [chat, files] = [channels.open("chat", {}), channels.open("files", {})];
  for (const channel of [chat, files]) {
    channel.onstatechange = (state) => {
      throw new Error(state);
    };
  }
  const connection = connect(channels);
  for (const made of connection.made) made.open();
  channels.over({ kind: "Local", message: "The link is over." });
  assert.deepEqual([(await chat.closed).kind, (await files.closed).kind], ["Local", "Local"]);
  assert.deepEqual(failures, ["onstatechange", "onstatechange", "onstatechange", "onstatechange"]);
});

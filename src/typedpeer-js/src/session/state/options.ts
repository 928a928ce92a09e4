/** Every limit of a session, each with the reason of its default. Times are in milliseconds. Read once, when the session starts. */
export interface PeerSessionOptions {
  /** The most bytes that arguments, a result or one stream item may take. 4 MiB: more belongs into a stream, which needs no memory for the whole. */
  readonly maxMessageBytes: number;

  /** How many calls of the peer may be queued or running here. 1024: far above what a responsive peer keeps in flight, and small in memory. */
  readonly maxConcurrentCalls: number;

  /** How many streamed arguments of the peer may be open here. 256: each may hold a whole `streamWindowBytes`. */
  readonly maxConcurrentStreams: number;

  /** How many calls given up here the peer may leave without its last word before further calls wait. 1024: what a peer with default limits takes at once. */
  readonly maxCancelledCalls: number;

  /** How many bytes of calls the peer may send before handlers have taken them. 1 MiB: several round trips of small calls on a fast path. */
  readonly callWindowBytes: number;

  /** How many bytes of calls that came without order may wait here for handlers; what comes beyond is dropped. 64 KiB: a second of 60 calls of a packet's size each. */
  readonly unreliableWindowBytes: number;

  /** How many bytes of one stream the peer may send before the consumer has taken them. 256 KiB: enough for a local network; it grows for longer paths. */
  readonly streamWindowBytes: number;

  /** How far the window of one stream may grow when the path holds much and the consumer keeps up. 8 MiB: 100 MB/s over 80 ms. */
  readonly maxStreamWindowBytes: number;

  /** The most bytes of unread streams, arguments and results this session holds for the peer. 64 MiB: four streams at full window, and a call window full of the smallest calls. */
  readonly maxReceiveBytes: number;

  /** The most bytes that calls which wait here to be sent hold; further calls fail at once. 64 MiB: sixteen of the largest. */
  readonly maxQueuedCallBytes: number;

  /** The most bytes of answers that wait because the peer, or the path, does not take them. 64 MiB: at half of it handlers wait to start, past it an answer becomes an error. */
  readonly maxQueuedAnswerBytes: number;

  /** How many objects may be shared with the peer, and held of the peer. 4096: an observer for each item of a long list. */
  readonly maxReferences: number;

  /**
   * The bytes given to the channel ahead of the network before it is known how fast that takes them. 64 KiB: keeps the path busy, while a small call waits behind
   * little of what is bulk. With streams, what it takes in 10 ms, and at most four times as much.
   */
  readonly channelBufferBytes: number;

  /** How long the peer may be silent before it is asked for a sign of life. 7 s: nothing that a page's battery would notice. */
  readonly keepAliveInterval: number;

  /** How long the peer may take to answer that before it is reported as silent, which ends nothing. 2.4 s: more than any usual round trip. */
  readonly unresponsiveAfter: number;

  /** How long it may take before the session counts as lost. 20 s: longer than a mobile network's handover. */
  readonly keepAliveTimeout: number;

  /** How long the peer may take to say hello once the channel is open. 30 s: a cold start of the other program. */
  readonly handshakeTimeout: number;

  /** How long stopping may take. 10 s: what a person accepts on closing a page. */
  readonly stopTimeout: number;

  /** How long the session may wait for another channel when its own is lost, where the peer does, too. 0: a session ends with its channel, since only who makes channels anew has one to go on with. */
  readonly resumeTimeout: number;

  /** The most bytes kept of messages that the peer has not acknowledged. At least 256 KiB; 8 MiB: what a path of 100 MB/s holds in 80 ms. */
  readonly resumeBufferBytes: number;

  /** Who is told of failures that no caller learns, with the method. The console by default. */
  readonly onFailure: (what: string, failure: unknown) => void;

  /**
   * Whether a peer may have a session at all; it is asked before anything of the peer's is looked at. What it returns is the `identity` of each call's context; false, or an exception, is a no.
   * It is asked again for each other channel that the session goes on over, and what it returns has to be the same then, an object with the same JSON.
   */
  readonly authorize: () => unknown;
}

/** The options with defaults in the place of what is not said. */
export function withDefaults(given: Partial<PeerSessionOptions> = {}): PeerSessionOptions {
  const options: PeerSessionOptions = {
    maxMessageBytes: 4 << 20,
    maxConcurrentCalls: 1024,
    maxConcurrentStreams: 256,
    maxCancelledCalls: 1024,
    callWindowBytes: 1 << 20,
    unreliableWindowBytes: 64 << 10,
    streamWindowBytes: 256 << 10,
    maxStreamWindowBytes: 8 << 20,
    maxReceiveBytes: 64 << 20,
    maxQueuedCallBytes: 64 << 20,
    maxQueuedAnswerBytes: 64 << 20,
    maxReferences: 4096,
    channelBufferBytes: 64 << 10,
    keepAliveInterval: 7000,
    unresponsiveAfter: 2400,
    keepAliveTimeout: 20_000,
    handshakeTimeout: 30_000,
    stopTimeout: 10_000,
    resumeTimeout: 0,
    resumeBufferBytes: 8 << 20,
    onFailure: (what, failure) => console.error(`TypedPeer: ${what}`, failure),
    authorize: () => true,
    ...given,
  };
  for (const [name, least] of Object.entries(leasts)) {
    const value = options[name as keyof PeerSessionOptions];
    if (!((value as number) >= least)) throw new RangeError(`${name} is ${String(value)}; it is at least ${least}.`);
  }
  return options;
}

/** What a limit below makes no session. */
const leasts = {
  maxMessageBytes: 1024,
  maxConcurrentCalls: 1,
  maxCancelledCalls: 1,
  callWindowBytes: 64 * 1024,
  streamWindowBytes: 1024,
  maxReceiveBytes: 1024,
  maxQueuedCallBytes: 64 * 1024,
  channelBufferBytes: 1024,
  keepAliveInterval: 10,
  resumeBufferBytes: 256 * 1024,
};

/** Calls what is the application's. What that throws is told, and keeps nothing else from going on. */
export function callback(options: Pick<PeerSessionOptions, "onFailure">, what: string, action: () => void): void {
  try {
    action();
  } catch (failure) {
    try {
      options.onFailure(what, failure);
    } catch {
      // The failure of who is told has nobody else to be told to.
    }
  }
}

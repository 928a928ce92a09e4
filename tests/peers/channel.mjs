// What a test or a benchmark can ask of one data channel, whatever stack is under it.
import { createHash } from 'node:crypto';

const highWater = 1024 * 1024;
const lowWater = 256 * 1024;

/** Bytes that both sides can make from the same numbers: byte i of message k is (i * 31 + k * 7 + seed) mod 256. */
export function pattern(size, index = 0, seed = 0) {
  const bytes = Buffer.allocUnsafe(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + index * 7 + seed) & 255;
  return bytes;
}

export class Channel {
  #raw; #emit; #mode; #onMessage = null; #expected = null; #lowWaiters = []; #stopped = false;

  constructor(raw, emit, mode) {
    this.#raw = raw;
    this.#emit = emit;
    this.#mode = mode;
    raw.listen({
      open: () => emit('open', { channel: raw.label, protocol: raw.protocol(), id: raw.id() }),
      close: () => emit('closed', { channel: raw.label }),
      error: (message) => emit('channel-error', { channel: raw.label, message }),
      low: () => { for (const go of this.#lowWaiters.splice(0)) go(); },
      message: (data) => this.#receive(data),
    }, lowWater);
  }

  setMode(mode) { this.#mode = mode; }

  close() { this.#raw.close(); }

  send({ kind, text, size, index, seed }) {
    if (kind === 'text') this.#raw.sendText(text ?? 'x'.repeat(size));
    else this.#raw.sendBinary(pattern(size ?? 0, index, seed));
  }

  /** Sends `count` binary messages of `size` bytes, or until it is stopped, as fast as the channel takes them. With `hash`, every message differs. */
  async flood({ size, count = Infinity, hash, seed }) {
    const digest = hash ? createHash('sha256') : null;
    const same = pattern(size, 0, seed);
    const start = process.hrtime.bigint();
    let index = 0;
    this.#stopped = false;
    for (; index < count && !this.#stopped; index++) {
      const bytes = hash ? pattern(size, index, seed) : same;
      digest?.update(bytes);
      this.#raw.sendBinary(bytes);
      if (this.#raw.buffered() > highWater) await this.#drain();
    }
    this.#emit('flooded', { channel: this.#raw.label, messages: index, ms: since(start), sha256: digest?.digest('hex') });
  }

  /** Waits for the low-water event; looks for itself now and then, since @roamhq/wrtc loses one now and then. */
  async #drain() {
    while (!this.#stopped && this.#raw.buffered() > lowWater) {
      await new Promise((go) => {
        this.#lowWaiters.push(go);
        setTimeout(go, 20);
      });
    }
  }

  /** Ends a flood; what is in the channel's buffer is still sent. */
  stop() {
    this.#stopped = true;
    for (const go of this.#lowWaiters.splice(0)) go();
  }

  /** Counts messages until `count` have come, or `ms` have passed since the first; with `hash`, over their content too. */
  expect({ count = Infinity, ms = Infinity, hash }) {
    this.#expected = { count, ms, messages: 0, bytes: 0, start: 0n, digest: hash ? createHash('sha256') : null };
    this.#mode = 'count';
  }

  /** Sends one message, waits for its echo, `count` times; the other side is in mode `echo`. */
  async pingPong({ size, count }) {
    const bytes = pattern(size);
    const times = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const start = process.hrtime.bigint();
      await new Promise((go) => { this.#onMessage = go; this.#raw.sendBinary(bytes); });
      times[i] = Number(process.hrtime.bigint() - start) / 1000;
    }
    this.#onMessage = null;
    times.sort();
    this.#emit('ping-pong', { channel: this.#raw.label, count, p50: times[count >> 1], p99: times[Math.floor(count * 0.99)] });
  }

  /**
   * Requests and answers as many a program writes them: one JSON text each, an id to find the caller by, so many at a time.
   * The other side is in mode `json-answer`.
   */
  async jsonCalls({ count, inFlight }) {
    const callers = new Map();
    let next = 0;
    this.#onMessage = (data) => {
      const { id, result } = JSON.parse(data);
      callers.get(id)(result);
      callers.delete(id);
    };
    const loop = async () => {
      while (next < count) {
        const id = ++next;
        const result = await new Promise((go) => {
          callers.set(id, go);
          this.#raw.sendText(JSON.stringify({ id, method: 'add', params: [id, 1] }));
        });
        if (result !== id + 1) throw new Error('a wrong answer came');
      }
    };
    const start = process.hrtime.bigint();
    await Promise.all(Array.from({ length: inFlight }, loop));
    this.#onMessage = null;
    this.#emit('json-calls', { channel: this.#raw.label, count, ms: since(start) });
  }

  #answer(data) {
    const { id, method, params } = JSON.parse(data);
    this.#raw.sendText(JSON.stringify(method === 'add' ? { id, result: params[0] + params[1] } : { id, error: 'no such method' }));
  }

  #receive(data) {
    if (this.#onMessage) return this.#onMessage(data);
    switch (this.#mode) {
      case 'echo':
        return typeof data === 'string' ? this.#raw.sendText(data) : this.#raw.sendBinary(data);
      case 'json-answer':
        return this.#answer(data);
      case 'count':
        return this.#count(data);
      case 'ignore':
        return;
      default: {
        const text = typeof data === 'string';
        const bytes = text ? Buffer.from(data, 'utf8') : data;
        this.#emit('message', {
          channel: this.#raw.label,
          kind: text ? 'text' : 'binary',
          size: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          text: text && bytes.length <= 1000 ? data : undefined,
        });
      }
    }
  }

  #count(data) {
    const expected = this.#expected;
    if (expected.messages === 0) expected.start = process.hrtime.bigint();
    expected.messages++;
    expected.bytes += data.length;
    expected.digest?.update(data);
    if (expected.messages === expected.count || (expected.ms !== Infinity && since(expected.start) > expected.ms)) {
      this.#mode = 'ignore';
      this.#emit('expected', {
        channel: this.#raw.label, messages: expected.messages, bytes: expected.bytes, ms: since(expected.start), sha256: expected.digest?.digest('hex'),
      });
    }
  }
}

const since = (start) => Number(process.hrtime.bigint() - start) / 1e6;

// The same peer as peer.mjs, with the same commands and events (see README.md), for a page in a browser. The test calls
// typedPeerCommand(json); events go to typedPeerEmit(json), which the test provides.
(() => {
  const highWater = 1024 * 1024;
  const lowWater = 256 * 1024;
  const channels = new Map();
  let defaultMode = 'events';
  let described = false;
  const early = [];
  const emit = (event, fields) => window.typedPeerEmit(JSON.stringify({ event, ...fields }));

  function pattern(size, index = 0, seed = 0) {
    const bytes = new Uint8Array(size);
    for (let i = 0, value = index * 7 + seed; i < size; i++, value += 31) bytes[i] = value;
    return bytes;
  }

  /** SHA-256 (FIPS 180-4) over a stream: the browser's own hashes whole buffers only. */
  class Sha256 {
    static #primes(count) {
      const found = [];
      for (let n = 2; found.length < count; n++) if (found.every((p) => n % p)) found.push(n);
      return found;
    }

    static #fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
    static #k = Int32Array.from(Sha256.#primes(64), (p) => Sha256.#fraction(Math.cbrt(p)));
    #state = Int32Array.from(Sha256.#primes(8), (p) => Sha256.#fraction(Math.sqrt(p)));
    #words = new Int32Array(64);
    #block = new Uint8Array(64);
    #view = new DataView(this.#block.buffer);
    #filled = 0;
    #length = 0;

    update(bytes) {
      this.#length += bytes.length;
      for (let at = 0; at < bytes.length;) {
        const taken = Math.min(64 - this.#filled, bytes.length - at);
        this.#block.set(bytes.subarray(at, at + taken), this.#filled);
        this.#filled += taken;
        at += taken;
        if (this.#filled === 64) this.#compress();
      }
      return this;
    }

    hex() {
      const bits = this.#length * 8;
      const padding = new Uint8Array(((this.#filled < 56 ? 56 : 120) - this.#filled) + 8);
      padding[0] = 0x80;
      const end = new DataView(padding.buffer, padding.length - 8);
      end.setUint32(0, Math.floor(bits / 2 ** 32));
      end.setUint32(4, bits >>> 0);
      this.update(padding);
      return [...this.#state].map((x) => (x >>> 0).toString(16).padStart(8, '0')).join('');
    }

    #compress() {
      const w = this.#words, k = Sha256.#k, s = this.#state;
      for (let i = 0; i < 16; i++) w[i] = this.#view.getInt32(i * 4);
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        const s0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3);
        const s1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      let [a, b, c, d, e, f, g, h] = s;
      for (let i = 0; i < 64; i++) {
        const s1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
        const s0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
      this.#filled = 0;
    }
  }

  class Channel {
    #dc; #mode; #expected = null; #low = []; #onMessage = null; #stopped = false;

    constructor(dc) {
      this.#dc = dc;
      this.#mode = defaultMode;
      dc.binaryType = 'arraybuffer';
      dc.bufferedAmountLowThreshold = lowWater;
      dc.onbufferedamountlow = () => { for (const go of this.#low.splice(0)) go(); };
      dc.onclose = () => emit('closed', { channel: dc.label });
      dc.onerror = (e) => emit('channel-error', { channel: dc.label, message: String(e?.error ?? e) });
      dc.onmessage = ({ data }) => this.#receive(data);
      const opened = () => emit('open', { channel: dc.label, protocol: dc.protocol, id: dc.id });
      if (dc.readyState === 'open') opened(); else dc.onopen = opened;
    }

    setMode(mode) { this.#mode = mode; }
    close() { this.#dc.close(); }
    send({ kind, text, size, index, seed }) { this.#dc.send(kind === 'text' ? text ?? 'x'.repeat(size) : pattern(size ?? 0, index, seed)); }

    async flood({ size, count = Infinity, hash, seed }) {
      const digest = hash ? new Sha256() : null;
      const same = pattern(size, 0, seed);
      const start = performance.now();
      let index = 0;
      this.#stopped = false;
      for (; index < count && !this.#stopped; index++) {
        const bytes = hash ? pattern(size, index, seed) : same;
        digest?.update(bytes);
        this.#dc.send(bytes);
        if (this.#dc.bufferedAmount > highWater) await new Promise((go) => this.#low.push(go));
      }
      emit('flooded', { channel: this.#dc.label, messages: index, ms: performance.now() - start, sha256: digest?.hex() });
    }

    stop() {
      this.#stopped = true;
      for (const go of this.#low.splice(0)) go();
    }

    expect({ count = Infinity, ms = Infinity, hash }) {
      this.#expected = { count, ms, messages: 0, bytes: 0, start: 0, digest: hash ? new Sha256() : null };
      this.#mode = 'count';
    }

    async pingPong({ size, count }) {
      const bytes = pattern(size);
      const times = new Float64Array(count);
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        await new Promise((go) => { this.#onMessage = go; this.#dc.send(bytes); });
        times[i] = (performance.now() - start) * 1000;
      }
      this.#onMessage = null;
      times.sort();
      emit('ping-pong', { channel: this.#dc.label, count, p50: times[count >> 1], p99: times[Math.floor(count * 0.99)] });
    }

    #receive(data) {
      if (this.#onMessage) return this.#onMessage(data);
      if (this.#mode === 'echo') return this.#dc.send(data);
      if (this.#mode === 'ignore') return;
      const text = typeof data === 'string';
      const bytes = text ? new TextEncoder().encode(data) : new Uint8Array(data);
      if (this.#mode === 'count') return this.#count(bytes);
      emit('message', {
        channel: this.#dc.label,
        kind: text ? 'text' : 'binary',
        size: bytes.length,
        sha256: new Sha256().update(bytes).hex(),
        text: text && bytes.length <= 1000 ? data : undefined,
      });
    }

    #count(bytes) {
      const expected = this.#expected;
      if (expected.messages === 0) expected.start = performance.now();
      expected.messages++;
      expected.bytes += bytes.length;
      expected.digest?.update(bytes);
      if (expected.messages === expected.count || performance.now() - expected.start > expected.ms) {
        this.#mode = 'ignore';
        emit('expected', { channel: this.#dc.label, messages: expected.messages, bytes: expected.bytes, ms: performance.now() - expected.start, sha256: expected.digest?.hex() });
      }
    }
  }

  let pc = null;
  let take = null;

  function connect(config) {
    pc?.close();
    channels.clear();
    described = false;
    early.length = 0;
    const fresh = new RTCPeerConnection({ iceServers: [], ...config });
    fresh.onconnectionstatechange = () => emit('state', { state: fresh.connectionState });
    fresh.ondatachannel = ({ channel }) => channels.set(channel.label, new Channel(channel));
    fresh.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return;
      if (described) emit('candidate', { candidate: candidate.candidate }); else early.push(candidate.candidate);
    };
    pc = fresh;
  }

  const find = (label) => channels.get(label) ?? (() => { throw new Error(`no channel is called '${label}'`); })();

  async function describe(trickle) {
    while (!trickle && pc.iceGatheringState !== 'complete') await new Promise((go) => pc.addEventListener('icegatheringstatechange', go, { once: true }));
    const { type, sdp } = pc.localDescription;
    emit('description', { type, sdp });
    described = true;
    for (const candidate of early.splice(0)) if (trickle) emit('candidate', { candidate });
  }

  const commands = {
    mode: (c) => { defaultMode = c.mode; },
    create: (c) => { for (const { label, ...init } of c.channels) channels.set(label, new Channel(pc.createDataChannel(label, init))); },
    media: (c) => { for (const kind of c.kinds) pc.addTransceiver(kind); },
    'stop-media': (c) => pc.getTransceivers().at(c.index).stop(),
    'restart-ice': () => pc.restartIce(),
    negotiate: (c) => { take = window.typedPeerNegotiation(pc, c.polite, emit); },
    signal: (c) => take(c),
    offer: async (c) => {
      if (c.channels) commands.create(c);
      await pc.setLocalDescription();
      await describe(c.trickle);
    },
    remote: async (c) => {
      await pc.setRemoteDescription({ type: c.type, sdp: c.sdp });
      if (c.type !== 'offer') return;
      await pc.setLocalDescription();
      await describe(c.trickle);
    },
    candidate: (c) => pc.addIceCandidate({ candidate: c.candidate, sdpMid: c.sdpMid ?? '0', sdpMLineIndex: c.sdpMLineIndex ?? 0 }),
    send: (c) => find(c.channel).send(c),
    flood: (c) => find(c.channel).flood(c),
    stop: (c) => find(c.channel).stop(),
    expect: (c) => find(c.channel).expect(c),
    'ping-pong': (c) => find(c.channel).pingPong(c),
    'set-mode': (c) => find(c.channel).setMode(c.mode),
    'close-channel': (c) => find(c.channel).close(),
    sync: () => emit('synced', {}),
    close: () => pc.close(),
    reset: (c) => {
      connect(c.config);
      emit('reset', {});
    },
    exit: () => pc.close(),
  };

  window.typedPeerCommand = (json) => {
    const command = JSON.parse(json);
    Promise.resolve().then(() => commands[command.cmd](command)).catch((error) => emit('error', { message: String(error?.stack ?? error) }));
  };
  connect();
  emit('ready', { stack: 'browser', version: navigator.userAgent.match(/(?:Chrom[^ ]*|Firefox)\/[0-9.]+/)?.[0] ?? navigator.userAgent });
})();

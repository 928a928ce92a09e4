// What a page with plain peerjs does in tests, by functions that the driver calls. Bytes are described as {bytes, hash}, and made of {bytes}.
window.page = (() => {
  const connections = new Map();
  const incoming = [];
  const waiting = [];
  const errors = [];
  const heard = [];
  let peer;

  // What the server says to PeerJS, which is not touched.
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => heard.push(JSON.parse(data).type));
    }
  };

  const hash = async (bytes) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (b) => b.toString(16).padStart(2, '0')).join('');

  function pattern(length) {
    const bytes = new Uint8Array(length);
    let state = 12345;
    for (let i = 0; i < length; i++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      bytes[i] = state >>> 16;
    }
    return bytes;
  }

  const describe = async (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? { bytes: value.byteLength, hash: await hash(value) } : value;
  const make = (value) => value && value.bytes !== undefined ? pattern(value.bytes) : value;

  function keep(name, connection) {
    const entry = { connection, data: [], waiting: [], errors: [] };
    entry.closed = new Promise((resolve) => connection.on('close', resolve));
    entry.opened = new Promise((resolve) => connection.open ? resolve() : connection.on('open', resolve));
    connection.on('error', (error) => entry.errors.push(error.type));
    connection.on('data', (value) => entry.waiting.length ? entry.waiting.shift()(value) : entry.data.push(value));
    connections.set(name, entry);
    return entry;
  }

  return {
    // Signs in, with the configuration of its connections; the promise settles with what the first event was.
    join: (id, port, path, config) => new Promise((resolve) => {
      peer = new Peer(id, { host: '127.0.0.1', port, path, config: config ?? { iceServers: [] } });
      peer.on('open', (own) => resolve(`open ${own}`));
      peer.on('error', (error) => { errors.push(error.type); resolve(`error ${error.type}`); });
      peer.on('connection', (connection) => {
        const entry = keep(connection.connectionId, connection);
        waiting.length ? waiting.shift()(entry) : incoming.push(entry);
      });
    }),
    disconnected: () => peer.disconnected || new Promise((resolve) => peer.on('disconnected', () => resolve(true))),
    reconnect: () => new Promise((resolve) => { peer.once('open', () => resolve('open')); peer.reconnect(); }),
    connect: async (name, id, options) => {
      const entry = keep(name, peer.connect(id, options));
      return await Promise.race([entry.opened.then(() => 'open'), entry.closed.then(() => 'closed'), new Promise((resolve) => peer.once('error', (error) => resolve(`error ${error.type}`)))]);
    },
    accept: async (name) => {
      const entry = incoming.shift() ?? await new Promise((resolve) => waiting.push(resolve));
      await entry.opened;
      connections.set(name, entry);
      const { label, metadata, serialization, reliable } = entry.connection;
      return { label, metadata: metadata ?? null, serialization, reliable };
    },
    send: (name, value) => { connections.get(name).connection.send(make(value)); },
    sendJson: (name, json) => { connections.get(name).connection.send(JSON.parse(json)); },
    next: async (name) => {
      const entry = connections.get(name);
      return await describe(entry.data.length ? entry.data.shift() : await new Promise((resolve) => entry.waiting.push(resolve)));
    },
    nextJson: async (name) => JSON.stringify(await page.next(name)),
    // There is no event for a connection that never was open.
    gone: async (id) => { while (peer.connections[id]?.length) await new Promise((resolve) => setTimeout(resolve, 20)); return 'gone'; },
    close: (name, flush) => connections.get(name).connection.close(flush ? { flush: true } : undefined),
    closed: async (name) => { await connections.get(name).closed; return 'closed'; },
    isOpen: (name) => connections.get(name).connection.open,
    connectionErrors: (name) => connections.get(name).errors,
    errors: () => errors,
    heard: () => heard,
    hash: async (length) => hash(pattern(length)),
    call: (id) => {
      const call = peer.call(id, document.createElement('canvas').captureStream());
      window.call = call;
      return call.connectionId;
    },
    callClosed: () => new Promise((resolve) => { window.call.on('close', () => resolve('closed')); window.call.on('error', (error) => resolve(`error ${error.type}`)); }),
  };
})();

// The page's side of TypedPeer.Browser: connections and channels that .NET holds by numbers, with as few crossings as can be.

/** Kinds of events that .NET is told; Interop/PageEvent.cs has the same numbers. */
const OPEN = 1, MESSAGES = 2, LOW = 3, CLOSED = 4, CHANGED = 5, CANDIDATE = 6, CANDIDATE_ERROR = 7, NEGOTIATION = 8, CHANNEL = 9, ERROR = 10;

/** What CLOSED says where the connection ended, and with it the channel. */
const CONNECTION_ENDED = 'connection';

/** Set in a message's length where it is text. */
const TEXT = 0x80000000;

const connections = new Map(), channels = new Map(), certificates = new Map();
let handles = 0, tell;

/** Called once; `callback(handle, event, text)` is .NET's. */
export function start(callback) {
  if (typeof RTCPeerConnection === 'undefined') {
    throw new Error('This browser, or this worker, has no RTCPeerConnection.');
  }
  tell = callback;
}

// A task of its own, so that messages which came one after another cross together; a timer would be held back by milliseconds.
const tasks = [], turn = new MessageChannel();
turn.port1.onmessage = () => tasks.shift()();
function later(task) {
  tasks.push(task);
  turn.port2.postMessage(0);
}

/** One data channel, with the messages that .NET has not read. */
class Line {
  queue = [];
  isTold = false;
  isEnded = false;

  constructor(handle, connection, channel) {
    Object.assign(this, { handle, connection, channel });
    channel.binaryType = 'arraybuffer';
    channel.onopen = () => tell(handle, OPEN, null);
    channel.onbufferedamountlow = () => tell(handle, LOW, null);
    channel.onclose = () => this.end();
    channel.onerror = ({ error }) => tell(handle, ERROR, `${error?.errorDetail ?? ''} ${error?.sctpCauseCode ?? ''}`);
    channel.onmessage = ({ data }) => {
      this.queue.push(typeof data === 'string' ? { bytes: new TextEncoder().encode(data), mark: TEXT } : { bytes: new Uint8Array(data), mark: 0 });
      if (!this.isTold) {
        this.isTold = true;
        later(() => {
          this.isTold = false;
          tell(handle, MESSAGES, null);
        });
      }
    };
  }

  end() {
    if (this.isEnded) {
      return;
    }
    this.isEnded = true;
    const { connectionState, sctp } = this.connection;
    // A channel opens before its connection says that it is connected.
    const isOver = ['failed', 'closed'].some((state) => state === connectionState || state === sctp?.state || state === sctp?.transport.state);
    // Behind the messages that came before it.
    later(() => {
      tell(this.handle, MESSAGES, null);
      tell(this.handle, CLOSED, isOver ? CONNECTION_ENDED : null);
    });
  }
}

/** Takes a connection over, a new one where none is given; `configuration` is W3C's but for the number of a certificate in it. */
export function connect(given, configuration, certificateHandle) {
  const certificate = certificates.get(certificateHandle);
  const connection = given ?? new RTCPeerConnection({ ...JSON.parse(configuration), ...(certificate && { certificates: [certificate] }) });
  const handle = ++handles;
  const changed = () => tell(handle, CHANGED, null);
  const watched = new Set();
  const watch = (target) => {
    if (target && !watched.has(target)) {
      watched.add(target);
      target.addEventListener('statechange', changed);
    }
  };
  const on = (type, listener) => connection.addEventListener(type, listener);
  on('signalingstatechange', () => {
    watch(connection.sctp);
    watch(connection.sctp?.transport);
    changed();
  });
  for (const type of ['connectionstatechange', 'iceconnectionstatechange', 'icegatheringstatechange']) {
    on(type, changed);
  }
  on('negotiationneeded', () => tell(handle, NEGOTIATION, null));
  // An empty text says that one search is over, null that all are: that is what the state of gathering tells.
  on('icecandidate', ({ candidate }) => candidate?.candidate && tell(handle, CANDIDATE, JSON.stringify(candidate)));
  on('icecandidateerror', ({ url, errorCode, errorText }) => tell(handle, CANDIDATE_ERROR, `${errorCode}\n${url ?? ''}\n${errorText}`));
  on('datachannel', ({ channel }) => {
    tell(handle, CHANNEL, describeChannel(take(handle, channel)));
  });
  connections.set(handle, connection);
  // The browser tells nobody of a close on this side.
  connection.close = () => {
    RTCPeerConnection.prototype.close.call(connection);
    later(() => connections.has(handle) && changed());
  };
  return handle;
}

function take(connectionHandle, channel) {
  const line = new Line(++handles, connectionOf(connectionHandle), channel);
  channels.set(line.handle, line);
  // It may be open already, and does not say so then.
  later(() => channel.readyState === 'open' && channels.has(line.handle) && tell(line.handle, OPEN, null));
  return line.handle;
}

/** Takes a channel of a connection over, a new one where none is given. */
export const open = (connectionHandle, label, options, given) =>
  take(connectionHandle, given ?? connectionOf(connectionHandle).createDataChannel(label, JSON.parse(options)));

/** A channel's number and options. */
export function describeChannel(channelHandle) {
  const { label, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated, id } = channels.get(channelHandle).channel;
  return JSON.stringify({ number: channelHandle, label, protocol, ordered, maxRetransmits, maxPacketLifeTime, negotiated, id });
}

const connectionOf = (handle) => connections.get(handle);

/** The states of the exchange, the connection, the path, the search, DTLS and SCTP, and whether the peer takes candidates later. */
export function states(connectionHandle) {
  const { signalingState, connectionState, iceConnectionState, iceGatheringState, sctp, canTrickleIceCandidates } = connectionOf(connectionHandle);
  return [signalingState, connectionState, iceConnectionState, iceGatheringState, sctp?.transport.state ?? 'new', sctp?.state ?? 'connecting', canTrickleIceCandidates].join(' ');
}

const textOf = (description) => description && `${description.type}\n${description.sdp}`;

/** One of the descriptions, by its name: its type, and its text from the next line on. */
export const description = (connectionHandle, which) => textOf(connectionOf(connectionHandle)[which]) ?? null;

/** Makes an offer or an answer. */
export const make = async (connectionHandle, isOffer) => textOf(await named(isOffer ? connectionOf(connectionHandle).createOffer() : connectionOf(connectionHandle).createAnswer()));

/** Sets this side's description; the one that the state calls for where there is no type. */
export const setLocal = (connectionHandle, type, sdp) => named(connectionOf(connectionHandle).setLocalDescription(type === null ? undefined : { type, sdp }));

export const setRemote = (connectionHandle, type, sdp) => named(connectionOf(connectionHandle).setRemoteDescription({ type, sdp }));

export const addCandidate = (connectionHandle, candidate) => named(connectionOf(connectionHandle).addIceCandidate(candidate === null ? undefined : JSON.parse(candidate)));

export const restartIce = (connectionHandle) => connectionOf(connectionHandle).restartIce();

/** Sets other ICE servers. */
export function setServers(connectionHandle, servers) {
  const connection = connectionOf(connectionHandle);
  connection.setConfiguration({ ...connection.getConfiguration(), iceServers: JSON.parse(servers) });
}

/** .NET is told an exception's message alone, and the name says what it is. */
const named = (promise) => promise.catch((error) => {
  throw new Error(`${error.name}: ${error.message}`);
});

/** The certificate that the peer has proved to have, in base64; null where the browser does not tell. */
export function remoteCertificate(connectionHandle) {
  const [certificate] = connectionOf(connectionHandle).sctp?.transport.getRemoteCertificates?.() ?? [];
  return certificate ? btoa(String.fromCharCode(...new Uint8Array(certificate))) : null;
}

/** The two candidates of the path in use; null while there is none, or where the browser does not tell. */
export function selectedPair(connectionHandle) {
  const pair = connectionOf(connectionHandle).sctp?.transport.iceTransport?.getSelectedCandidatePair?.();
  const told = ({ address, port, type, protocol }) => ({ address, port, candidateType: type, protocol });
  return pair ? JSON.stringify({ local: told(pair.local), remote: told(pair.remote) }) : null;
}

/** What the browser has counted: of the transport, the pairs of candidates and the channels, in W3C's names. */
export async function statistics(connectionHandle) {
  const report = await named(connectionOf(connectionHandle).getStats());
  const all = (type) => [...report.values()].filter((entry) => entry.type === type);
  const [transport] = all('transport');
  const pairs = all('candidate-pair').map((pair) => ({
    ...pair,
    selected: pair.id === transport?.selectedCandidatePairId,
    local: report.get(pair.localCandidateId),
    remote: report.get(pair.remoteCandidateId),
  }));
  return JSON.stringify({ transport, pairs, channels: all('data-channel') });
}

/** Makes a certificate that is valid for so many milliseconds: its number, when it expires, and its fingerprint. */
export async function makeCertificate(expires) {
  const certificate = await RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256', expires });
  const handle = ++handles;
  certificates.set(handle, certificate);
  const known = certificate.getFingerprints?.().find(({ algorithm }) => algorithm === 'sha-256');
  return `${handle} ${certificate.expires} ${known ? `${known.algorithm} ${known.value}` : await fingerprintOf(certificate)}`;
}

/** What a browser that tells no fingerprints of a certificate writes into a description. */
async function fingerprintOf(certificate) {
  const connection = new RTCPeerConnection({ certificates: [certificate] });
  try {
    connection.createDataChannel('');
    return /^a=fingerprint:(\S+ \S+)/m.exec((await connection.createOffer()).sdp)[1];
  } finally {
    connection.close();
  }
}

export const releaseCertificate = (certificateHandle) => certificates.delete(certificateHandle);

/** Whether the browser has told us that this page may not reach the local network. */
export async function isLocalNetworkDenied() {
  const names = ['local-network-access', 'local-network', 'loopback-network'];
  const answers = await Promise.all(names.map((name) => navigator.permissions?.query({ name }).then(({ state }) => state, () => '')));
  return answers.includes('denied');
}

/** The number of a channel's stream; -1 while it has none. */
export const id = (channelHandle) => channels.get(channelHandle).channel.id ?? -1;

/** What is buffered with the message in it; -1 where the channel is not open, -2 where the browser takes no more. */
export function send(channelHandle, view, isText) {
  const { channel } = channels.get(channelHandle);
  if (channel.readyState !== 'open') {
    return -1;
  }
  try {
    const bytes = view.slice();
    channel.send(isText ? new TextDecoder().decode(bytes) : bytes);
  } catch (error) {
    return error.name === 'OperationError' ? -2 : -1;
  }
  return channel.bufferedAmount;
}

/**
 * Fills memory with messages that came, each behind its length in four bytes, and returns how many bytes, zero for none; less than zero: what the first of them takes.
 * The first four bytes say how many messages are left, so that nobody crosses again to hear that there are none.
 */
export function receive(channelHandle, view) {
  const queue = channels.get(channelHandle)?.queue ?? [];
  let at = 4, taken = 0;
  for (const { bytes, mark } of queue) {
    const end = at + 4 + bytes.length;
    if (end > view.length) {
      break;
    }
    view.set(new Uint8Array(Uint32Array.of(bytes.length | mark).buffer), at);
    view.set(bytes, at + 4);
    at = end;
    taken++;
  }
  if (taken === 0) {
    return queue.length > 0 ? -8 - queue[0].bytes.length : 0;
  }
  queue.splice(0, taken);
  view.set(new Uint8Array(Uint32Array.of(queue.length).buffer), 0);
  return at;
}

export const bufferedAmount = (channelHandle) => channels.get(channelHandle).channel.bufferedAmount;

export function setLowThreshold(channelHandle, bytes) {
  channels.get(channelHandle).channel.bufferedAmountLowThreshold = bytes;
}

/** The largest message the peer takes; 64 KiB until its description is known. */
export const maxMessageSize = (channelHandle) => Math.min(channels.get(channelHandle).connection.sctp?.maxMessageSize ?? 65536, 0x7fffffff);

export const closeChannel = (channelHandle) => channels.get(channelHandle)?.channel.close();

export function releaseChannel(channelHandle) {
  const line = channels.get(channelHandle);
  if (line) {
    line.isEnded = true;
    line.channel.close();
    channels.delete(channelHandle);
  }
}

/** Ends a connection; what becomes of its channels .NET knows. */
export function closeConnection(connectionHandle) {
  RTCPeerConnection.prototype.close.call(connectionOf(connectionHandle));
}

export function releaseConnection(connectionHandle) {
  connections.delete(connectionHandle);
}

/** The browser's own object, for what is not wrapped here. */
export const raw = (connectionHandle) => connections.get(connectionHandle) ?? null;

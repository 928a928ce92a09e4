// The page's side of TypedPeer.Browser: connections and channels that .NET holds by numbers, with as few crossings as can be.

/** Kinds of events that .NET is told; Interop/PageEvent.cs has the same numbers. */
const OPEN = 1, MESSAGES = 2, LOW = 3, CLOSED = 4, STATE = 5;

/** What CLOSED says: the peer closed the channel, or the connection ended. */
const BY_PEER = 1, LOST = 2;

const connections = new Map(), channels = new Map();
let handles = 0, tell;

/** Called once; `callback(handle, event, detail)` is .NET's. */
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

class Line {
  queue = [];
  isTold = false;
  isEnded = false;

  constructor(handle, connection, channel) {
    Object.assign(this, { handle, connection, channel });
    channel.binaryType = 'arraybuffer';
    channel.onopen = () => tell(handle, OPEN, 0);
    channel.onbufferedamountlow = () => tell(handle, LOW, 0);
    channel.onclose = () => this.end();
    channel.onmessage = ({ data }) => {
      this.queue.push(typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data));
      if (!this.isTold) {
        this.isTold = true;
        later(() => {
          this.isTold = false;
          tell(handle, MESSAGES, 0);
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
    const isLost = ['failed', 'closed'].some((state) => state === connectionState || state === sctp?.state || state === sctp?.transport.state);
    // Behind the messages that came before it.
    later(() => {
      tell(this.handle, MESSAGES, 0);
      tell(this.handle, CLOSED, isLost ? LOST : BY_PEER);
    });
  }
}

/** Takes a connection over, a new one where none is given. */
export function connect(given) {
  const handle = ++handles;
  const connection = given ?? new RTCPeerConnection();
  connections.set(handle, connection);
  connection.addEventListener('connectionstatechange', () => tell(handle, STATE, 0));
  connection.addEventListener('iceconnectionstatechange', () => tell(handle, STATE, 0));
  return handle;
}

/** Takes a channel of a connection over, a new one where none is given. */
export function open(connectionHandle, label, options, given) {
  const handle = ++handles, connection = connections.get(connectionHandle);
  const channel = given ?? connection.createDataChannel(label, JSON.parse(options));
  channels.set(handle, new Line(handle, connection, channel));
  return handle;
}

/** Sets the description that the state calls for, and returns it. */
export async function describe(connectionHandle) {
  const connection = connections.get(connectionHandle);
  await connection.setLocalDescription();
  return connection.localDescription.sdp;
}

export const answer = (connectionHandle, sdp) => connections.get(connectionHandle).setRemoteDescription({ type: 'answer', sdp });

/** The states of the connection, of ICE and of DTLS. */
export function states(connectionHandle) {
  const { connectionState, iceConnectionState, sctp } = connections.get(connectionHandle);
  return `${connectionState} ${iceConnectionState} ${sctp?.transport.state ?? 'new'}`;
}

/** Whether the browser has told us that this page may not reach the local network. */
export async function isLocalNetworkDenied() {
  const names = ['local-network-access', 'local-network', 'loopback-network'];
  const answers = await Promise.all(names.map((name) => navigator.permissions?.query({ name }).then(({ state }) => state, () => '')));
  return answers.includes('denied');
}

/** The fingerprint of one side's certificate, as in its description; empty where there is none. */
export function fingerprint(channelHandle, isLocal) {
  const { connection } = channels.get(channelHandle);
  const { sdp } = (isLocal ? connection.currentLocalDescription : connection.currentRemoteDescription) ?? {};
  return /^a=fingerprint:(\S+ \S+)/m.exec(sdp ?? '')?.[1] ?? '';
}

export const readyState = (channelHandle) => channels.get(channelHandle).channel.readyState;

/** What is buffered with the message in it; -1 where the channel is not open, -2 where the browser takes no more. */
export function send(channelHandle, view) {
  const { channel } = channels.get(channelHandle);
  if (channel.readyState !== 'open') {
    return -1;
  }
  try {
    channel.send(view.slice());
  } catch (error) {
    return error.name === 'OperationError' ? -2 : -1;
  }
  return channel.bufferedAmount;
}

/** Fills memory with messages that came, each behind its length in four bytes, and returns how many bytes; less than zero: what the first of them takes. */
export function receive(channelHandle, view) {
  const { queue } = channels.get(channelHandle);
  let at = 0, taken = 0;
  for (const message of queue) {
    const end = at + 4 + message.length;
    if (end > view.length) {
      break;
    }
    view.set(new Uint8Array(Uint32Array.of(message.length).buffer), at);
    view.set(message, at + 4);
    at = end;
    taken++;
  }
  if (taken === 0 && queue.length > 0) {
    return -4 - queue[0].length;
  }
  queue.splice(0, taken);
  return at;
}

export const bufferedAmount = (channelHandle) => channels.get(channelHandle).channel.bufferedAmount;

export function setLowThreshold(channelHandle, bytes) {
  channels.get(channelHandle).channel.bufferedAmountLowThreshold = bytes;
}

/** The largest message the peer takes; 64 KiB until its description is known. */
export function maxMessageSize(channelHandle) {
  return Math.min(channels.get(channelHandle).connection.sctp?.maxMessageSize ?? 65536, 0x7fffffff);
}

export const closeChannel = (channelHandle) => channels.get(channelHandle).channel.close();

export function releaseChannel(channelHandle) {
  channels.get(channelHandle)?.channel.close();
  channels.delete(channelHandle);
}

/** Ends a connection; its own channels hear of it, which the browser does not tell the side that closes. */
export function closeConnection(connectionHandle) {
  const connection = connections.get(connectionHandle);
  connections.delete(connectionHandle);
  connection?.close();
  for (const line of channels.values()) {
    if (line.connection === connection) {
      line.end();
    }
  }
}

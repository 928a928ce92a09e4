// Connects a page to a listener by its address (docs/connecting.md), with nothing but RTCPeerConnection: no signalling, and no description changed.

/** Why a dial failed: its `reason` is 'no-address', 'no-answer', 'wrong-certificate', 'refused' or 'local-network-access'. */
class DialError extends Error {
  constructor(reason, message) { super(message); this.reason = reason; }
}

/** Resolves with the connection and its channel, which is open. Attach handlers before awaiting anything else, and no message is missed. */
async function dial(address, timeout = 15_000) {
  const [, hash, places] = /^typedpeer:\/\/1\.([\w-]{43})@(\S+)$/i.exec(address) ?? [];
  const hosts = (places ?? '').split(',').map((place) => /^(?:\[([\da-f:.]+)\]|([\d.]+)):(\d{1,5})$/i.exec(place));
  if (!hosts.every(Boolean)) throw new DialError('no-address', `'${address}' is not an address such as typedpeer://1.HASH@192.0.2.7:4433`);
  // The hash of the certificate is the listener's ICE password, and in another spelling its fingerprint.
  const password = hash.replaceAll('-', '+').replaceAll('_', '/');
  const fingerprint = Array.from(atob(password + '='), (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(':').toUpperCase();
  const connection = new RTCPeerConnection();
  const channel = connection.createDataChannel('typedpeer', { negotiated: true, id: 0 });
  try {
    await connection.setLocalDescription();
    const own = (name) => new RegExp(`^a=${name}:(\\S+)`, 'm').exec(connection.localDescription.sdp)[1];
    const sdp = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', `a=group:BUNDLE ${own('mid')}`,
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', `a=mid:${own('mid')}`,
      `a=ice-ufrag:typedpeer+v1/${own('ice-pwd')}`, `a=ice-pwd:${password}`, `a=fingerprint:sha-256 ${fingerprint}`,
      'a=setup:passive', 'a=sctp-port:5000', 'a=max-message-size:262144',
      ...hosts.map(([, v6, v4, port], i) => `a=candidate:${v6 ? 2 : 1} 1 udp ${2130706431 - i * 256} ${v6 ?? v4} ${port} typ host`), 'a=end-of-candidates', ''];
    await connection.setRemoteDescription({ type: 'answer', sdp: sdp.join('\r\n') });
    await opened(connection, channel, timeout);
    return { connection, channel };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function opened(connection, channel, timeout) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(async () => reject(await unanswered(connection)), timeout);
    const settle = (action, value) => (clearTimeout(timer), action(value));
    channel.addEventListener('open', () => settle(resolve));
    channel.addEventListener('close', () => settle(reject, new DialError('refused', 'The listener ended the connection before it was up.')));
    connection.sctp.transport.addEventListener('statechange', ({ target }) => {
      if (target.state === 'failed') settle(reject, new DialError('wrong-certificate', 'Somebody answered who is not the listener of the address.'));
    });
    connection.addEventListener('iceconnectionstatechange', async () => {
      if (connection.iceConnectionState === 'failed') settle(reject, await unanswered(connection));
    });
  });
}

/** Says whether the browser tried nothing at all, since it does not let the page reach local networks. */
async function unanswered(connection) {
  const states = await Promise.all(['local-network-access', 'local-network', 'loopback-network'].map((name) =>
    navigator.permissions?.query({ name }).then((permission) => permission.state, () => 'unknown')));
  return connection.iceConnectionState === 'new' && states.includes('denied')
    ? new DialError('local-network-access', 'The browser does not let this page reach the local network: allow it in the settings of the site, and dial again.')
    : new DialError('no-answer', 'Nobody answered: the listener is not there, not reachable, or has another certificate by now.');
}

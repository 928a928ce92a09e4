// Connects to a listener by its address (docs/connecting.md), with nothing but RTCPeerConnection: no signalling, and no description changed.
async function dialPeer(address) {
  const [, hash, places] = /^typedpeer:\/\/1\.([\w-]{43})@(\S+)$/i.exec(address) ?? [];
  if (!hash) throw new TypeError(`'${address}' is not an address such as typedpeer://1.HASH@192.0.2.7:4433`);

  // The hash of the certificate is the listener's ICE password, and in another spelling its fingerprint.
  const password = hash.replaceAll('-', '+').replaceAll('_', '/');
  const fingerprint = Array.from(atob(password + '='), (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(':').toUpperCase();
  const candidates = places.split(',').map((place, index) => {
    const [, host, port] = /^\[?([^\]]+?)\]?:(\d+)$/.exec(place);
    return `a=candidate:1 1 udp ${2130706431 - index * 256} ${host} ${port} typ host`;
  });

  const connection = new RTCPeerConnection();
  const channel = connection.createDataChannel('typedpeer', { negotiated: true, id: 0 });
  await connection.setLocalDescription();
  const own = (name) => new RegExp(`^a=${name}:(\\S+)`, 'm').exec(connection.localDescription.sdp)[1];
  await connection.setRemoteDescription({
    type: 'answer',
    sdp: [
      'v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', `a=group:BUNDLE ${own('mid')}`,
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', `a=mid:${own('mid')}`,
      `a=ice-ufrag:typedpeer+v1/${own('ice-pwd')}`, `a=ice-pwd:${password}`,
      `a=fingerprint:sha-256 ${fingerprint}`, 'a=setup:passive', 'a=sctp-port:5000', 'a=max-message-size:262144',
      ...candidates, 'a=end-of-candidates', '',
    ].join('\r\n'),
  });
  return { connection, channel };
}

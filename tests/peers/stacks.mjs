// The three stacks behind one small interface: createChannel, createOffer, setRemote, addCandidate, close; those with W3C's interface also addMedia, stopMedia, restartIce, negotiate.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const versionOf = (name) => require(`./node_modules/${name}/package.json`).version;

export async function openStack(name, events, config) {
  switch (name) {
    case 'node-datachannel':
      return new LibDataChannel((await import('node-datachannel')).default, versionOf('node-datachannel'), events, config);
    case 'wrtc':
      return new W3c((await import('@roamhq/wrtc')).default.RTCPeerConnection, versionOf('@roamhq/wrtc'), events, config);
    case 'werift':
      return new W3c((await import('werift')).RTCPeerConnection, versionOf('werift'), events, config);
    default:
      throw new Error(`no stack is called '${name}'`);
  }
}

/** node-datachannel's own interface; its W3C layer on top costs speed that would not be libdatachannel's fault. */
class LibDataChannel {
  #pc; #candidatesDone;

  constructor(library, version, events, config) {
    this.version = version;
    this.#pc = new library.PeerConnection('peer', { iceServers: [], disableAutoNegotiation: true, ...config });
    this.#candidatesDone = new Promise((go) => this.#pc.onGatheringStateChange((state) => { if (state === 'complete') go(); }));
    this.#pc.onStateChange((state) => events.onState(state));
    this.#pc.onLocalCandidate((candidate) => events.onCandidate(candidate));
    this.#pc.onDataChannel((channel) => events.onChannel(new LibChannel(channel, true)));
  }

  createChannel(label, init) {
    return new LibChannel(this.#pc.createDataChannel(label, {
      protocol: init.protocol,
      negotiated: init.negotiated,
      id: init.id,
      unordered: init.ordered === false,
      maxRetransmits: init.maxRetransmits,
      maxPacketLifeTime: init.maxPacketLifeTime,
    }), false);
  }

  async createOffer(trickle) {
    this.#pc.setLocalDescription('offer');
    if (!trickle) await this.#candidatesDone;
    return this.#pc.localDescription();
  }

  async setRemote(type, sdp, trickle) {
    this.#pc.setRemoteDescription(sdp, type);
    if (type !== 'offer') return null;
    this.#pc.setLocalDescription('answer');
    if (!trickle) await this.#candidatesDone;
    return this.#pc.localDescription();
  }

  addCandidate(candidate) { this.#pc.addRemoteCandidate(candidate, '0'); }

  close() { this.#pc.close(); }
}

class LibChannel {
  #channel; #isOpen;

  constructor(channel, isOpen) {
    this.#channel = channel;
    this.#isOpen = isOpen;
    this.label = channel.getLabel();
  }

  listen(to, lowWater) {
    const channel = this.#channel;
    channel.setBufferedAmountLowThreshold(lowWater);
    channel.onBufferedAmountLow(to.low);
    channel.onClosed(to.close);
    channel.onError(to.error);
    channel.onMessage(to.message);
    if (this.#isOpen) to.open(); else channel.onOpen(to.open);
  }

  id() { return this.#channel.getId(); }
  protocol() { return this.#channel.getProtocol(); }
  buffered() { return this.#channel.bufferedAmount(); }
  sendText(text) { this.#channel.sendMessage(text); }
  sendBinary(bytes) { this.#channel.sendMessageBinary(bytes); }
  close() { this.#channel.close(); }
}

/** The W3C interface, which @roamhq/wrtc and werift both follow closely enough. */
class W3c {
  #pc;

  constructor(RTCPeerConnection, version, events, config) {
    this.version = version;
    this.#pc = new RTCPeerConnection({ iceServers: [], ...config });
    this.#pc.onconnectionstatechange = () => events.onState(this.#pc.connectionState);
    this.#pc.onicecandidate = ({ candidate }) => { if (candidate?.candidate) events.onCandidate(candidate.candidate); };
    this.#pc.ondatachannel = ({ channel }) => events.onChannel(new W3cChannel(channel));
  }

  createChannel(label, { ordered, maxRetransmits, maxPacketLifeTime, protocol, negotiated, id }) {
    const init = Object.fromEntries(Object.entries({ ordered, maxRetransmits, maxPacketLifeTime, protocol, negotiated, id }).filter(([, value]) => value !== undefined));
    return new W3cChannel(this.#pc.createDataChannel(label, init));
  }

  addMedia(kind) { this.#pc.addTransceiver(kind); }
  stopMedia(index) { this.#pc.getTransceivers().at(index).stop(); }
  restartIce() { this.#pc.restartIce(); }
  negotiate(polite, emit) { return globalThis.typedPeerNegotiation(this.#pc, polite, emit, true); }

  async createOffer(trickle) {
    await this.#pc.setLocalDescription(await this.#pc.createOffer());
    return this.#described(trickle);
  }

  async setRemote(type, sdp, trickle) {
    await this.#pc.setRemoteDescription({ type, sdp });
    if (type !== 'offer') return null;
    await this.#pc.setLocalDescription(await this.#pc.createAnswer());
    return this.#described(trickle);
  }

  addCandidate(candidate, sdpMid = '0', sdpMLineIndex = 0) { return this.#pc.addIceCandidate({ candidate, sdpMid, sdpMLineIndex }); }

  close() { this.#pc.close(); }

  async #described(trickle) {
    while (!trickle && this.#pc.iceGatheringState !== 'complete') await new Promise((go) => setTimeout(go, 1));
    const { type, sdp } = this.#pc.localDescription;
    return { type, sdp };
  }
}

class W3cChannel {
  #channel;

  constructor(channel) {
    this.#channel = channel;
    this.label = channel.label;
  }

  listen(to, lowWater) {
    const channel = this.#channel;
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = lowWater;
    if (channel.bufferedAmountLow?.subscribe) channel.bufferedAmountLow.subscribe(to.low); else channel.onbufferedamountlow = to.low;
    channel.onclose = to.close;
    channel.onerror = (event) => to.error(String(event?.error ?? event));
    channel.onmessage = ({ data }) => to.message(typeof data === 'string' ? data : Buffer.from(data));
    if (channel.readyState === 'open') to.open(); else channel.onopen = to.open;
  }

  id() { return this.#channel.id; }
  protocol() { return this.#channel.protocol; }
  buffered() { return this.#channel.bufferedAmount; }
  sendText(text) { this.#channel.send(text); }
  sendBinary(bytes) { this.#channel.send(bytes); }
  close() { this.#channel.close(); }
}

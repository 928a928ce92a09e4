// W3C's perfect negotiation for a peer in a page or in Node: offers when one is needed, gives way in glare where it is polite.
// `signal` events go to the other side, and what comes from there is given to the function that this returns (see README.md).
// A stack that does not know implicit descriptions and rollback yet is `explicit`.
globalThis.typedPeerNegotiation = (pc, polite, emit, explicit = false) => {
  let offering = false;
  let taking = false;
  let ignoring = false;
  const described = () => emit('signal', { type: pc.localDescription.type, sdp: pc.localDescription.sdp });
  const make = (type) => (type === 'offer' ? pc.createOffer() : pc.createAnswer());
  const setLocal = async (type) => (explicit ? pc.setLocalDescription(await make(type)) : pc.setLocalDescription());

  pc.onicecandidate = ({ candidate }) => {
    if (!candidate?.candidate) return;
    const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    emit('signal', { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment });
  };
  pc.onnegotiationneeded = async () => {
    if (taking) return;
    offering = true;
    try {
      await setLocal('offer');
      if (pc.signalingState === 'have-local-offer') described();
    } catch (error) {
      emit('error', { message: `negotiation: ${error?.stack ?? error}` });
    } finally {
      offering = false;
    }
  };

  async function takeDescription({ type, sdp }) {
    const glare = type === 'offer' && (offering || pc.signalingState !== 'stable');
    ignoring = glare && !polite;
    if (glare) emit(polite ? 'taken-back' : 'ignored', {});
    if (ignoring) return;
    taking = true;
    try {
      if (glare && explicit) await pc.setLocalDescription({ type: 'rollback', sdp: '' });
      await pc.setRemoteDescription({ type, sdp });
      if (type !== 'offer') return;
      await setLocal('answer');
      described();
    } finally {
      taking = false;
    }
  }

  async function takeCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment }) {
    await pc.addIceCandidate({ candidate, sdpMid, sdpMLineIndex, usernameFragment }).catch((error) => { if (!ignoring) throw error; });
  }

  // An explicit rollback and the description after it are two operations: a candidate must not come between them.
  let before = Promise.resolve();
  return (signal) => {
    const taken = before.then(() => (signal.candidate === undefined ? takeDescription(signal) : takeCandidate(signal)));
    before = taken.catch(() => {});
    return taken;
  };
};

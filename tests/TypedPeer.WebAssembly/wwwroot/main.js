// Starts the program and shows in the page what it writes; data-exit-code tells that it has ended, and how.
import { dotnet } from './_framework/dotnet.js';

const log = document.getElementById('log');
for (const kind of ['log', 'warn', 'error']) {
  const write = console[kind].bind(console);
  console[kind] = (...parts) => {
    log.append(parts.join(' ') + '\n');
    write(...parts);
  };
}

// Two connections with a channel each, which is open once they have found each other.
globalThis.makePair = () => {
  const [first, second] = [0, 1].map(() => {
    const connection = new RTCPeerConnection();
    return { connection, channel: connection.createDataChannel('walk', { negotiated: true, id: 0 }) };
  });
  for (const [from, to] of [[first, second], [second, first]]) {
    from.connection.onicecandidate = ({ candidate }) => to.connection.signalingState !== 'closed' && to.connection.addIceCandidate(candidate).catch(() => {});
  }
  (async () => {
    await first.connection.setLocalDescription();
    await second.connection.setRemoteDescription(first.connection.localDescription);
    await second.connection.setLocalDescription();
    await first.connection.setRemoteDescription(second.connection.localDescription);
  })().catch((failure) => console.log(`the pair was closed meanwhile: ${failure}`));
  return { first, second };
};

let code;
try {
  code = await dotnet.withApplicationArgumentsFromQuery().run();
} catch (failure) {
  console.error(`the program ended early: ${failure}`);
  code = 1;
}

document.body.dataset.exitCode = code;

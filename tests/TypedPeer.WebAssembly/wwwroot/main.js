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

globalThis.closeConnection = (connection) => connection.close();

globalThis.makePair = () => {
  const [first, second] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const [firstChannel, secondChannel] = [first, second].map((connection) => connection.createDataChannel('script', { negotiated: true, id: 0 }));
  const describe = async (from, to) => {
    await from.setLocalDescription();
    while (from.iceGatheringState !== 'complete') {
      await new Promise((resolve) => from.addEventListener('icegatheringstatechange', resolve, { once: true }));
    }
    await to.setRemoteDescription(from.localDescription);
  };
  describe(first, second).then(() => describe(second, first));
  return { first, second, firstChannel, secondChannel };
};

let code;
try {
  code = await dotnet.withApplicationArgumentsFromQuery().run();
} catch (failure) {
  console.error(`the program ended early: ${failure}`);
  code = 1;
}

document.body.dataset.exitCode = code;

// channels.mjs ADDRESS PACKAGE PEERS: dials a listener and opens channels beside the session, which a loss interrupts; echoes what comes on those of the listener.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [address, folder, peers] = process.argv.slice(2);
const { RTCPeerConnection } = await import(pathToFileURL(createRequire(join(peers, 'x.js')).resolve('node-datachannel/polyfill')).href);
const { ChannelOverflowError, dial } = await import(pathToFileURL(join(folder, 'index.js')).href);

const link = dial(address, { connection: (configuration) => new RTCPeerConnection(configuration), minReconnectDelay: 1 });
link.onchannel = async (channel) => {
  for await (const message of channel) await channel.send(message);
};
const chat = link.openChannel('chat', { maxQueuedMessages: 2, protocol: 'text' });
const positions = link.openChannel('positions', { ordered: false, maxRetransmits: 0 });
let overflow;
try {
  for (;;) chat.trySend('early');
} catch (error) {
  overflow = error instanceof ChannelOverflowError && error.queuedMessages;
}
const answers = chat[Symbol.asyncIterator]();
const answer = async () => (await answers.next()).value;
const said = [overflow, await answer(), await answer()];
positions.trySend(Uint8Array.of(1, 2, 3));
for await (const message of positions) {
  said.push(message.join('-'));
  break;
}
const states = [];
const isOpenAgain = new Promise((resolve) => {
  chat.onstatechange = (state) => {
    states.push(state);
    if (state === 'open') resolve();
  };
});
await chat.send('cut');
await isOpenAgain;
await chat.send('after the cut');
said.push(await answer());
let sum = 0;
const sends = Promise.all(Array.from({ length: 200 }, () => chat.send(new Uint8Array(10_000))));
for (let i = 0; i < 200; i++) sum += (await answer()).length;
await sends;
await chat.send('close');
const { kind } = await chat.closed;
said.push(sum, states.join(' '), kind);
console.log(said.join(', '));
console.log((await link.close()).kind);
process.exit();

// join.mjs URL ID HASHES PACKAGE PEERS [CERTIFICATE KEY]: joins a room out of Node over node-datachannel, and greets who greets it. What follows comes as lines:
// 'greet PEER' prints what that answers, 'lose PEER' takes the connection away under the link, and the end of the input ends the program.
import { createInterface } from 'node:readline';
import { load, workshopOf } from './workshop.mjs';

const [url, id, hashes, folder, peers, certificate, key] = process.argv.slice(2);
const { package: { join }, $, connection, other } = await load(folder, peers);
const IWorkshop = await workshopOf($, hashes);
const { default: WebSocket } = await other('ws');
// One certificate for all connections, by which peers know this side again.
const own = certificate === undefined ? {} : { certificatePemFile: certificate, keyPemFile: key };

const network = join(url, {
  id, room: 'lobby', minReconnectDelay: 1,
  connection: (configuration) => connection({ ...configuration, ...own }),
  webSocket: (address) => new WebSocket(address),
  configure: (link, peer) => link.serve(IWorkshop, {
    greet: (name) => `Hello, ${name} of ${peer}, from ${id}!`,
    async *count(to) {
      for (let i = 0; i < to; i++) yield i;
    },
  }),
});
await network.joined;
console.log('joined');
for await (const line of createInterface({ input: process.stdin })) {
  const [what, peer] = line.split(' ');
  const link = network.connect(peer);
  if (what === 'lose') link.connection.close();
  else console.log(await link.remote(IWorkshop).greet(id).then((text) => text, (failure) => `${failure}`));
}
await network.close();
process.exit();

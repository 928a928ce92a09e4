// two-ends.mjs PACKAGE PEERS: two ends in Node call each other over node-datachannel, and stream both ways; prints what each was told.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [folder, peers] = process.argv.slice(2);
const { RTCPeerConnection } = await import(pathToFileURL(createRequire(join(peers, 'x.js')).resolve('node-datachannel/polyfill')).href);
const load = (file) => import(pathToFileURL(join(folder, file)).href);
const { DataChannel, PeerSession, serving } = await load('index.js');
const $ = await load('contract.js');

const value = (name, codec) => ({ name, kind: 'value', codec });
const numbers = { name: 'numbers', kind: 'stream', codec: $.int32 };
const IEnd = $.contract('Test.IEnd', 1n, 1n, () => ({
  uses: [$.streams],
  methods: [
    { name: 'greet', kind: 'unary', parameters: [value('name', $.string)], result: $.string },
    { name: 'count', kind: 'stream', parameters: [value('to', $.int32)], result: $.int32 },
    { name: 'sum', kind: 'unary', parameters: [numbers], result: $.int32 },
    { name: 'double', kind: 'stream', parameters: [numbers], result: $.int32 },
  ].map((method, i) => ({ signature: `${method.name}()`, id: BigInt(i + 1), shape: BigInt(i + 1), ...method })),
}));

async function* count(to) {
  for (let i = 0; i < to; i++) yield i;
}

async function total(items) {
  let sum = 0;
  for await (const item of items) sum += item;
  return sum;
}

const served = (own) => ({
  greet: (name) => `${own} greets ${name}`,
  count,
  sum: total,
  async *double(items) {
    for await (const item of items) yield 2 * item;
  },
});

const gathered = async (connection) => {
  while (connection.iceGatheringState !== 'complete') await new Promise((resolve) => connection.addEventListener('icegatheringstatechange', resolve, { once: true }));
  return connection.localDescription.sdp;
};

const begin = (connection, own) => {
  const channel = connection.createDataChannel('session', { negotiated: true, id: 0 });
  return new PeerSession(new DataChannel(channel, connection), { serve: [serving(IEnd, served(own))] });
};

const [caller, called] = [new RTCPeerConnection(), new RTCPeerConnection()];
const first = begin(caller, 'first');
// Told no candidates, this side learns them by the other's checks: libdatachannel fails where a handshake comes before it has stored the answer.
await called.setRemoteDescription({ type: 'offer', sdp: (await gathered(caller)).replace(/a=candidate:.*\r\n/g, '') });
const second = begin(called, 'second');
await caller.setRemoteDescription({ type: 'answer', sdp: await gathered(called) });

async function ask(session, own) {
  const other = session.remote(IEnd);
  const long = (await other.greet('x'.repeat(200_000))).length;
  return [await other.greet(own), long, await total(other.count(1000)), await other.sum(count(1000)), await total(other.double(count(1000)))].join(' ');
}

console.log((await Promise.all([ask(first, 'first'), ask(second, 'second')])).join(', '));
console.log((await first.stop()).kind, (await second.closed).kind);
process.exit();

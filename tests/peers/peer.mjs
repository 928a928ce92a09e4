// One WebRTC peer, driven over standard input and output with one JSON object a line. See README.md for the protocol.
import { createInterface } from 'node:readline';
import './negotiation.js';
import { openStack } from './stacks.mjs';
import { Channel } from './channel.mjs';

const name = process.argv[2];
if (!name || name === '--help') {
  console.error('usage: node peer.mjs node-datachannel|wrtc|werift   (commands on standard input, events on standard output; see README.md)');
  process.exit(name ? 0 : 2);
}

const emit = (event, fields) => process.stdout.write(JSON.stringify({ event, ...fields }) + '\n');
const channels = new Map();

// Candidates follow the description they belong to: a peer that has no description yet refuses them.
let described = false;
const early = [];

function describe(description) {
  emit('description', description);
  described = true;
  for (const candidate of early.splice(0)) emit('candidate', { candidate });
}

const open = (config) => openStack(name, {
  onState: (state) => emit('state', { state }),
  onCandidate: (candidate) => { if (described) emit('candidate', { candidate }); else early.push(candidate); },
  onChannel: (raw) => adopt(raw),
}, config);
let stack = await open();

let mode = 'events';
let take = null;

function adopt(raw) {
  const channel = new Channel(raw, emit, mode);
  channels.set(raw.label, channel);
  return channel;
}

function find(label) {
  const channel = channels.get(label);
  if (!channel) throw new Error(`no channel is called '${label}'`);
  return channel;
}

const commands = {
  // mode of channels that come from now on
  mode: (c) => { mode = c.mode; },
  create: (c) => { for (const init of c.channels) adopt(stack.createChannel(init.label, init)); },
  media: (c) => { for (const kind of c.kinds) stack.addMedia(kind); },
  'stop-media': (c) => stack.stopMedia(c.index),
  'restart-ice': () => stack.restartIce(),
  negotiate: (c) => { take = stack.negotiate(c.polite, emit); },
  signal: (c) => take(c),
  offer: async (c) => {
    if (c.channels) commands.create(c);
    describe(await stack.createOffer(c.trickle));
  },
  remote: async (c) => {
    const answer = await stack.setRemote(c.type, c.sdp, c.trickle);
    if (answer) describe(answer);
  },
  candidate: (c) => stack.addCandidate(c.candidate, c.sdpMid, c.sdpMLineIndex),
  send: (c) => find(c.channel).send(c),
  flood: (c) => find(c.channel).flood(c),
  stop: (c) => find(c.channel).stop(),
  expect: (c) => find(c.channel).expect(c),
  'ping-pong': (c) => find(c.channel).pingPong(c),
  'json-calls': (c) => find(c.channel).jsonCalls(c),
  'set-mode': (c) => find(c.channel).setMode(c.mode),
  'close-channel': (c) => find(c.channel).close(),
  sync: () => emit('synced', {}),
  close: () => stack.close(),
  reset: async (c) => {
    stack.close();
    channels.clear();
    described = false;
    early.length = 0;
    stack = await open(c.config);
    emit('reset', {});
  },
  exit: () => { stack.close(); setTimeout(() => process.exit(0), 50); },
};

emit('ready', { stack: name, version: stack.version, process: process.pid });

createInterface({ input: process.stdin }).on('line', async (line) => {
  try {
    const command = JSON.parse(line);
    const run = commands[command.cmd];
    if (!run) throw new Error(`no command is called '${command.cmd}'`);
    await run(command);
  } catch (error) {
    emit('error', { message: String(error?.stack ?? error) });
  }
}).on('close', () => process.exit(0));

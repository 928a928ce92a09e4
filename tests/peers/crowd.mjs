// Many connections of node-datachannel to one UDP port of one process. This process dials; the one it forks has the port. See README.md.
import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import library from 'node-datachannel';

const loopback = '127.0.0.1';
const message = Buffer.alloc(64, 7);
const base = { iceServers: [], bindAddress: loopback, disableAutoNegotiation: true };

/** One connection, whose description is complete when `describe` returns. */
function connect(config) {
  const pc = new library.PeerConnection('peer', config);
  const gathered = new Promise((go) => pc.onGatheringStateChange((state) => { if (state === 'complete') go(); }));
  return {
    pc,
    describe: async (type) => {
      pc.setLocalDescription(type);
      await gathered;
      return pc.localDescription().sdp;
    },
  };
}

/** The side with the port: answers offers, echoes what comes, holds every connection until the other side has closed it. */
function listen([port, certificate, key]) {
  const config = { ...base, enableIceUdpMux: true, portRangeBegin: +port, portRangeEnd: +port, certificatePemFile: certificate, keyPemFile: key };
  const held = new Map();
  process.on('message', async ({ id, sdp, close }) => {
    if (close) {
      held.get(id)?.pc.close();
      held.delete(id);
      return;
    }
    const { pc, describe } = connect(config);
    const entry = { pc, channel: null };
    held.set(id, entry);
    pc.onDataChannel((channel) => {
      entry.channel = channel;
      channel.onMessage((data) => channel.sendMessageBinary(data));
    });
    pc.setRemoteDescription(sdp, 'offer');
    process.send({ id, sdp: await describe('answer') });
  });
  process.send({ ready: true });
}

/** The side that dials, driven over standard input and output. */
async function dial(args) {
  const emit = (event, fields) => process.stdout.write(JSON.stringify({ event, ...fields }) + '\n');
  const listener = fork(fileURLToPath(import.meta.url), ['listen', ...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const answers = new Map();
  const ready = new Promise((go) => listener.on('message', (m) => {
    if (m.ready) return go();
    answers.get(m.id)?.(m.sdp);
    answers.delete(m.id);
  }));
  await ready;

  const held = new Map();
  let last = 0;

  /** Opens one connection and sees one message echoed. */
  async function open(patience) {
    const id = ++last;
    const { pc, describe } = connect(base);
    const channel = pc.createDataChannel('bench');
    held.set(id, { pc, channel });
    const echoed = new Promise((go) => {
      channel.onMessage(go);
      channel.onOpen(() => channel.sendMessageBinary(message));
    });
    const answered = new Promise((go) => answers.set(id, go));
    let timer;
    const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error('no echo')), patience); });
    try {
      listener.send({ id, sdp: await describe('offer') });
      pc.setRemoteDescription(await Promise.race([answered, late]), 'answer');
      await Promise.race([echoed, late]);
      return true;
    } catch {
      // The library refuses an answer now and then ("without ICE transport"), and is counted.
      hangUp(id);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  function hangUp(id) {
    held.get(id)?.pc.close();
    held.delete(id);
    listener.send({ id, close: true });
  }

  const commands = {
    dial: async ({ count, parallel, patience }) => {
      const start = process.hrtime.bigint();
      let left = count;
      let failed = 0;
      await Promise.all(Array.from({ length: parallel }, async () => {
        while (left-- > 0) {
          if (await open(patience)) continue;
          failed++;
          if (failed < count) left++;
        }
      }));
      emit('dialled', { connected: held.size, failed, ms: Number(process.hrtime.bigint() - start) / 1e6 });
    },
    'hang-up': async () => {
      for (const id of [...held.keys()]) hangUp(id);
      emit('hung-up', {});
    },
    exit: () => { listener.kill(); process.exit(0); },
  };

  const version = createRequire(import.meta.url)('./node_modules/node-datachannel/package.json').version;
  emit('ready', { stack: 'node-datachannel', version, process: process.pid, listener: listener.pid });
  createInterface({ input: process.stdin }).on('line', async (line) => {
    try {
      const command = JSON.parse(line);
      await commands[command.cmd](command);
    } catch (error) {
      emit('error', { message: String(error?.stack ?? error) });
    }
  }).on('close', () => { listener.kill(); process.exit(0); });
}

if (process.argv[2] === 'listen') listen(process.argv.slice(3)); else await dial(process.argv.slice(2));

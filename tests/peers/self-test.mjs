// Two processes of each stack against each other: does the driver itself work? Prints one line a stack.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

function start(stack) {
  const child = spawn(process.execPath, [new URL('./peer.mjs', import.meta.url).pathname, stack], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiters = [];
  const seen = [];
  const candidates = [];
  let onCandidate = (event) => candidates.push(event);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line);
    if (event.event === 'error') console.error(stack, event.message);
    if (event.event === 'candidate') return onCandidate(event);
    const index = waiters.findIndex((waiter) => waiter.name === event.event);
    if (index >= 0) waiters.splice(index, 1)[0].go(event); else seen.push(event);
  });
  return {
    tell: (command) => child.stdin.write(JSON.stringify(command) + '\n'),
    next: (name) => {
      const index = seen.findIndex((event) => event.event === name);
      return index >= 0 ? Promise.resolve(seen.splice(index, 1)[0]) : new Promise((go) => waiters.push({ name, go }));
    },
    relayTo: (other) => { onCandidate = ({ candidate }) => other.tell({ cmd: 'candidate', candidate }); candidates.splice(0).forEach(onCandidate); },
    end: () => child.kill(),
  };
}

for (const stack of process.argv.length > 2 ? process.argv.slice(2) : ['node-datachannel', 'wrtc', 'werift']) {
  const [a, b] = [start(stack), start(stack)];
  await Promise.all([a.next('ready'), b.next('ready')]);
  const began = performance.now();
  a.tell({ cmd: 'offer', trickle: true, channels: [{ label: 'a' }] });
  b.tell({ ...(await a.next('description')), cmd: 'remote', trickle: true });
  a.relayTo(b);
  a.tell({ ...(await b.next('description')), cmd: 'remote' });
  b.relayTo(a);
  await Promise.all([a.next('open'), b.next('open')]);
  const open = performance.now() - began;
  b.tell({ cmd: 'set-mode', channel: 'a', mode: 'echo' });
  a.tell({ cmd: 'ping-pong', channel: 'a', size: 64, count: 500 });
  const pong = await a.next('ping-pong');
  b.tell({ cmd: 'expect', channel: 'a', count: 1000, hash: true });
  a.tell({ cmd: 'flood', channel: 'a', size: 16384, count: 1000, hash: true });
  const [flooded, expected] = await Promise.all([a.next('flooded'), b.next('expected')]);
  console.log(`${stack}: open ${open.toFixed(0)} ms, ping-pong p50 ${pong.p50.toFixed(0)} us, 16 KiB ${(expected.bytes / expected.ms / 1000).toFixed(1)} MB/s, content ${flooded.sha256 === expected.sha256 ? 'equal' : 'DIFFERENT'}`);
  a.end();
  b.end();
}

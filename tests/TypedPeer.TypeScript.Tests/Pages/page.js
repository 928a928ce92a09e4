import { dial, dialForWorker, join } from './typedpeer/index.js';
import { release } from './typedpeer/contract.js';
import { Tool, Workshop, workshopOf } from './workshop.js';

let link;
let workshop;
let network;
let IWorkshop;
let worker;
const said = [];

/** Has the worker do something, and returns what it says. */
const askWorker = (...task) => new Promise((resolve) => {
  worker.onmessage = ({ data }) => resolve(data ?? 'done');
  worker.postMessage(task);
});

/** What a test is told of a failure. */
const told = ({ name, status, fate, reason, message }) => [name, status ?? reason, fate, message].filter((one) => one !== undefined).join(' | ');

globalThis.page = {
  /** Dials, and waits until both sides know each other. */
  async dial(address, described, connectTimeout) {
    IWorkshop = await workshopOf(described);
    try {
      link = dial(address, { connectTimeout, minReconnectDelay: 1 });
      link.onstatechange = (state) => said.push(state);
      link.serve(IWorkshop, new Workshop());
      workshop = link.remote(IWorkshop);
      await link.connected;
      return link.state;
    } catch (failure) {
      return told(failure);
    }
  },

  /** Has a worker that waits for a channel. */
  async prepareWorker(described) {
    worker = new Worker('worker.js', { type: 'module' });
    return askWorker('prepare', described);
  },

  /** Dials, and gives the channel to the worker. */
  async dialForWorker(address) {
    return dialForWorker(address, worker).then((connection) => connection.constructor.name, told);
  },

  async askWorker(task) {
    return askWorker(task);
  },

  /** Gives the channel to a worker as a browser does that cannot. */
  async dialWithoutTransfer(address) {
    return dialForWorker(address, { postMessage: () => { throw new DOMException('no', 'DataCloneError'); } }).catch(told);
  },

  /** Calls a method of the peer's. */
  async call(method, ...values) {
    try {
      return JSON.stringify(await workshop[method](...values)) ?? 'nothing';
    } catch (failure) {
      return told(failure);
    }
  },

  /** Makes a call and gives it up. */
  async giveUp() {
    const abort = new AbortController();
    const call = workshop.wait({ signal: abort.signal });
    await workshop.add(1, 1);
    abort.abort(new Error('enough'));
    return call.then(() => 'answered', told);
  },

  /** Makes so many calls at once, and returns the sum of their results. */
  async many(count) {
    const results = await Promise.all(Array.from({ length: count }, (_, i) => workshop.add(i, 1)));
    return results.reduce((sum, one) => sum + one, 0);
  },

  /** Joins a network by name, and serves whoever comes; of those that ask, the one named `stranger` may not. */
  async join(url, id, room, described) {
    IWorkshop = await workshopOf(described);
    network = join(url, {
      id, room, metadata: { from: id }, connectTimeout: 10_000,
      configure: (made) => made.serve(IWorkshop, new Workshop()),
      accept: (peer) => peer.id !== 'stranger',
    });
    network.onpeerjoined = (peer, metadata) => said.push(`${peer} joined, ${JSON.stringify(metadata)}`);
    network.onpeerleft = (peer) => said.push(`${peer} left`);
    network.onmessage = ({ from, room: to, data }) => said.push(`${from} says ${JSON.stringify(data)} to ${to}`);
    network.onlink = (_, peer) => said.push(`a link with ${peer}`);
    return network.joined.then(() => network.id, told);
  },

  /** Connects to a peer by name. */
  async connect(peer) {
    try {
      link = network.connect(peer);
      workshop = link.remote(IWorkshop);
      await link.connected;
      return link.state;
    } catch (failure) {
      return told(failure);
    }
  },

  async broadcast(data) {
    return network.broadcast(data);
  },

  /** Waits until something was said, and returns it. */
  async hear() {
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    return said.shift();
  },

  async leave() {
    await network.close();
    return network.state;
  },

  /** Uses streams, objects and the rest of what the peer serves, and says what came of it. */
  async everything() {
    const found = [];
    let last;
    for await (const number of workshop.count(20_000)) last = number;
    found.push(last);
    for await (const number of workshop.count(1_000_000_000)) {
      if (number === 100) break;
    }
    async function* numbers() {
      for (let i = 0; i < 20_000; i++) yield i;
    }
    found.push(String(await workshop.sum(numbers())));
    let bytes = 0;
    for await (const block of await workshop.read(3_000_000)) bytes += block.length;
    found.push(bytes);
    found.push(String(await workshop.write(new Blob([new Uint8Array(3_000_000)]).stream())));
    const steps = [];
    found.push(await workshop.work(50, (step) => steps.push(step)), steps.at(-1));
    const tool = await workshop.tool('hammer');
    found.push(await tool.turn(2));
    release(tool);
    found.push(await tool.turn(1).catch(told));
    found.push(await workshop.use(new Tool('saw')));
    for (let i = 1; i <= 3; i++) await workshop.moved(i);
    await workshop.voice(7);
    const until = Date.now() + 20_000;
    let notes = [];
    while (!(notes.includes('at 3') && notes.includes('voice 7')) && Date.now() < until) notes = await workshop.notes();
    found.push(notes.includes('at 3') && notes.includes('voice 7'));
    return found.join('; ');
  },

  /** Reads a stream slowly, and returns whether every item came once and in its order. */
  async countSlowly(to) {
    let next = 0;
    for await (const number of workshop.count(to)) {
      if (number !== next++) return `${number} came in the place of ${next - 1}`;
      if (number % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return next === to ? 'whole' : `only ${next} came`;
  },

  async close() {
    return (await link.close()).kind;
  },

  async closed() {
    return (await link.closed).kind;
  },
};

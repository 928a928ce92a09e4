// A dedicated worker with a session on a channel that the page gave it.
import { channelFrom, PeerSession, serving } from './typedpeer/index.js';
import { Workshop, workshopOf } from './workshop.js';

let IWorkshop;
let session;
let workshop;
const tasks = {
  async prepare(described) {
    IWorkshop = await workshopOf(described);
  },

  async use() {
    await session.connected;
    let last;
    for await (const number of workshop.count(20_000)) last = number;
    const long = await workshop.greet('x'.repeat(300_000));
    return [typeof document, await workshop.greet('worker'), await workshop.add(2, 3), last, long.length].join('; ');
  },

  async stop() {
    return (await session.stop()).kind;
  },
};

onmessage = (event) => {
  const given = channelFrom(event);
  if (given !== undefined) {
    session = new PeerSession(given.channel, { serve: [serving(IWorkshop, new Workshop())] });
    workshop = session.remote(IWorkshop);
    return;
  }
  const [task, ...values] = event.data;
  tasks[task](...values).then(postMessage, (failure) => postMessage(`failed: ${failure}`));
};

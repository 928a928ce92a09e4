import { dial } from './typedpeer/index.js';
import { Workshop, workshopOf } from './workshop.js';

let link;
let workshop;

/** What a test is told of a failure. */
const told = ({ name, status, fate, reason, message }) => [name, status ?? reason, fate, message].filter((one) => one !== undefined).join(' | ');

globalThis.page = {
  /** Dials, and waits until both sides know each other. */
  async dial(address, described, connectTimeout) {
    const IWorkshop = await workshopOf(described);
    try {
      link = dial(address, { connectTimeout });
      link.serve(IWorkshop, new Workshop());
      workshop = link.remote(IWorkshop);
      await link.connected;
      return link.state;
    } catch (failure) {
      return told(failure);
    }
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

  async close() {
    return (await link.close()).kind;
  },

  async closed() {
    return (await link.closed).kind;
  },
};

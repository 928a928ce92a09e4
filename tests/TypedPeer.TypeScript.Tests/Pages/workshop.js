import * as $ from './typedpeer/contract.js';
import { PeerError, PeerStatus } from './typedpeer/index.js';

const value = (name, codec) => ({ name, kind: 'value', codec });

const sketches = {
  'GreetAsync(string)': { name: 'greet', parameters: [value('name', $.string)], result: $.string },
  'AddAsync(int, int)': { name: 'add', parameters: [value('first', $.int32), value('second', $.int32)], result: $.int32 },
  'FailAsync(string)': { name: 'fail', parameters: [value('message', $.string)] },
  'WaitAsync()': { name: 'wait', parameters: [] },
  'NoteAsync(string)': { name: 'note', kind: 'oneWay', isOneWay: true, parameters: [value('text', $.string)] },
  'NotesAsync()': { name: 'notes', parameters: [], result: $.list($.string) },
};

/** The contract, with the hashes that its compiler made. */
export async function workshopOf({ name, fingerprint, methods }) {
  const hash = new DataView(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(name))).getBigUint64(0, true);
  return $.contract(name, hash, BigInt(fingerprint), () => ({
    methods: Object.entries(methods).map(([signature, { id, shape }]) => ({ kind: 'unary', signature, ...sketches[signature], id: BigInt(id), shape: BigInt(shape) })),
  }));
}

/** Serves it. */
export class Workshop {
  #notes = [];

  greet(name) {
    return `Hello, ${name}, from the page!`;
  }

  async add(first, second) {
    return first + second;
  }

  fail(message) {
    throw new PeerError(PeerStatus.NotFound, message);
  }

  wait({ signal }) {
    return new Promise((_, reject) => signal.addEventListener('abort', () => {
      this.#notes.push('somebody gave up');
      reject(signal.reason);
    }));
  }

  note(text) {
    this.#notes.push(text);
  }

  notes() {
    return this.#notes;
  }
}

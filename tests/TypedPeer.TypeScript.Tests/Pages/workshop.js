import * as $ from './typedpeer/contract.js';
import { PeerError, PeerStatus } from './typedpeer/index.js';

const value = (name, codec) => ({ name, kind: 'value', codec });

const stream = (name, codec, more) => ({ name, kind: 'stream', codec, ...more });
let ITool;

const sketches = {
  'TurnAsync(int)': { name: 'turn', parameters: [value('times', $.int32)], result: $.string },
  'CountAsync(int)': { name: 'count', kind: 'stream', parameters: [value('to', $.int32)], result: $.int32 },
  'SumAsync(IAsyncEnumerable<int>)': { name: 'sum', parameters: [stream('numbers', $.int32)], result: $.int64 },
  'ReadAsync(int)': { name: 'read', kind: 'stream', isBytes: true, parameters: [value('length', $.int32)], result: $.bytes },
  'WriteAsync(Stream)': { name: 'write', parameters: [stream('bytes', $.bytes, { isBytes: true })], result: $.int64 },
  'WorkAsync(int, IProgress<int>)': { name: 'work', parameters: [value('steps', $.int32), { name: 'progress', kind: 'progress', codec: $.progress($.int32) }], result: $.int32 },
  'ToolAsync(string)': { name: 'tool', parameters: [value('name', $.string)], result: $.reference(() => ITool) },
  'UseAsync(ITool)': { name: 'use', parameters: [{ name: 'tool', kind: 'reference', codec: $.reference(() => ITool) }], result: $.string },
  'MovedAsync(int)': { name: 'moved', kind: 'oneWay', isOneWay: true, isLatestWins: true, parameters: [value('position', $.int32)] },
  'VoiceAsync(int)': { name: 'voice', kind: 'oneWay', isOneWay: true, isUnreliable: true, parameters: [value('number', $.int32)] },
  'GreetAsync(string)': { name: 'greet', parameters: [value('name', $.string)], result: $.string },
  'AddAsync(int, int)': { name: 'add', parameters: [value('first', $.int32), value('second', $.int32)], result: $.int32 },
  'FailAsync(string)': { name: 'fail', parameters: [value('message', $.string)] },
  'WaitAsync()': { name: 'wait', parameters: [] },
  'NoteAsync(string)': { name: 'note', kind: 'oneWay', isOneWay: true, parameters: [value('text', $.string)] },
  'NotesAsync()': { name: 'notes', parameters: [], result: $.list($.string) },
};

/** The contract, with the hashes that its compiler made; and that of the objects it hands out. */
export async function workshopOf({ workshop, tool }) {
  ITool = await contractOf(tool);
  return contractOf(workshop);
}

async function contractOf({ name, fingerprint, methods }) {
  const hash = new DataView(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(name))).getBigUint64(0, true);
  return $.contract(name, hash, BigInt(fingerprint), () => ({
    uses: [$.streams, $.references, $.delivery],
    methods: Object.entries(methods).map(([signature, { id, shape }]) => ({ kind: 'unary', signature, ...(sketches[signature] ?? lacks(signature)), id: BigInt(id), shape: BigInt(shape) })),
  }));
}

function lacks(signature) {
  throw new Error(`There is no sketch of ${signature}.`);
}

export class Tool {
  constructor(name) {
    this.name = name;
  }

  turn(times) {
    return `${this.name} turned ${times} times in the page`;
  }
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

  async *count(to) {
    for (let i = 0; i < to; i++) yield i;
  }

  async sum(numbers) {
    let sum = 0n;
    for await (const number of numbers) sum += BigInt(number);
    return sum;
  }

  async read(length) {
    return new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(length));
        controller.close();
      },
    });
  }

  async write(bytes) {
    let count = 0n;
    for await (const block of bytes) count += BigInt(block.length);
    return count;
  }

  async work(steps, progress) {
    for (let step = 1; step <= steps; step++) progress(step);
    return steps;
  }

  tool(name) {
    return new Tool(name);
  }

  use(tool) {
    return tool.turn(3);
  }

  moved(position) {
    this.note(`at ${position}`);
  }

  voice(number) {
    this.note(`voice ${number}`);
  }
}

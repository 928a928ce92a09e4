import * as $ from "typedpeer/contract";
import { PeerError } from "../../../src/errors/peer-error.js";
import type { ISubject } from "../../emitted/differential/index.js";
import { said, tool } from "./subject.js";

const kinds = 13;

/** Calls what the other side serves, one call of each kind by its number, and writes down how each ends: in C# it is `SubjectCaller.cs` of the generator's tests. */
export class SubjectCaller {
  private readonly calls: AbortController[] = [];

  constructor(private readonly remote: ISubject, private readonly log: (what: string) => void) {}

  /** Makes a call. */
  call(kind: number): void {
    const controller = new AbortController();
    const number = this.calls.length;
    this.calls.push(controller);
    void this.end(number, this.make(number, kind % kinds, controller.signal, kind < kinds ? undefined : 2500));
  }

  /** Gives up a call. */
  cancel(number: number): void {
    this.calls[number]?.abort();
  }

  private async end(number: number, call: Promise<string>): Promise<void> {
    try {
      this.log(`call ${number} is ${await call}`);
    } catch (failure) {
      const isCancelled = failure instanceof DOMException;
      this.log(isCancelled ? `call ${number} is cancelled`
        : failure instanceof PeerError ? `call ${number} fails ${said(failure)}` : `call ${number} throws ${String(failure)}`);
    }
  }

  private async make(number: number, kind: number, signal: AbortSignal, deadline: number | undefined): Promise<string> {
    const { remote, log } = this;
    const timed = { deadline };
    const options = { signal, deadline };
    switch (kind) {
      case 0: return await remote.echo("text", timed);
      case 1: return await remote.note("text", timed).then(() => "sent");
      case 2: return `${await remote.hold("text", options)}`;
      case 3: return await remote.fail(7, "text", timed).then(() => "well");
      case 4: return await this.read(number, remote.count(9, options), Infinity);
      case 5: return await this.read(number, remote.count(9, options), 1);
      case 6: return `${await remote.sum(numbers(), options)}`;
      case 7: return await this.read(number, remote.double(texts(), options), Infinity);
      case 8: return `${await remote.work(3, (step) => log(`call ${number} reports ${step}`), timed)}`;
      case 9: return await remote.use(tool(`tool of ${number}`, log), timed);
      case 10: return await remote.moved(number, timed).then(() => "sent");
      case 11: return await remote.hint(number % 2 === 0 ? "text" : "h".repeat(2000), timed).then(() => "sent");
      default: {
        const theirs = await remote.tool("theirs", timed);
        try {
          return await theirs.turn(2);
        } finally {
          $.release(theirs);
        }
      }
    }
  }

  private async read(number: number, items: AsyncIterable<unknown>, most: number): Promise<string> {
    let read = 0;
    for await (const item of items) {
      this.log(`call ${number} has ${item}`);
      if (++read === most) return "left";
    }
    return "read";
  }
}

async function* numbers(): AsyncGenerator<number> {
  for (let i = 1; i <= 9; i++) yield i;
}

async function* texts(): AsyncGenerator<string> {
  for await (const number of numbers()) yield "x".repeat(number);
}

import * as $ from "typedpeer/contract";
import { PeerError, type PeerStatus } from "../../../src/errors/peer-error.js";
import type { ISubject, ISubjectTool } from "../../emitted/differential/index.js";

const mostItems = 50;

/** Serves the contract, and writes down what its handlers were given and how they ended: in C# it is `Subject.cs` of the generator's tests. */
export class Subject implements $.Implementation<ISubject> {
  private readonly held = new Map<string, (number: number) => boolean>();
  private released = 0;

  constructor(private readonly log: (what: string) => void) {}

  /** Lets the handler go on that is the first by its name: in which order concurrent ones started is nobody's business. */
  letGo(): void {
    for (const [what, goOn] of [...this.held].sort(([one], [other]) => (one < other ? -1 : 1))) {
      this.held.delete(what);
      if (goOn(this.released + 1)) {
        this.released++;
        return;
      }
    }
  }

  echo(text: string): string {
    this.log(`echo ${text}`);
    return text;
  }

  note(text: string): void {
    this.log(`note ${text}`);
  }

  hint(text: string): void {
    this.log(`hint ${text}`);
  }

  hold(text: string, { signal }: $.CallContext): Promise<number> {
    return this.holdOn(`hold ${text}`, signal);
  }

  holdApart(text: string, { signal }: $.CallContext): Promise<number> {
    return this.holdOn(`hold apart ${text}`, signal);
  }

  async holdNote(text: string, { signal }: $.CallContext): Promise<void> {
    await this.holdOn(`hold note ${text}`, signal);
  }

  async moved(position: number, { signal }: $.CallContext): Promise<void> {
    await this.holdOn(`moved ${position}`, signal);
  }

  fail(status: number, message: string): void {
    this.log(`fail ${status} ${message}`);
    throw status < 0 ? new Error(message) : new PeerError(status as PeerStatus, message);
  }

  async *count(to: number, { signal }: $.CallContext): AsyncGenerator<number> {
    this.log(`count ${to}`);
    for (let number = 0; number < Math.min(to, mostItems); number++) {
      if (signal.aborted) {
        this.log("count gives up");
        return;
      }
      yield number;
    }
  }

  async sum(numbers: AsyncIterable<number>): Promise<bigint> {
    this.log("sum");
    let sum = 0n;
    try {
      for await (const number of numbers) {
        this.log(`adds ${number}`);
        sum += BigInt(number);
      }
    } catch (failure) {
      if (!(failure instanceof PeerError)) throw failure;
      this.log(`sum fails ${failure.status}`);
      throw failure.status === 1 ? failure : new PeerError(13, "no sum");
    }
    this.log(`sum is ${sum}`);
    return sum;
  }

  async *double(texts: AsyncIterable<string>): AsyncGenerator<string> {
    this.log("double");
    for await (const text of texts) {
      this.log(`doubles ${text}`);
      yield text + text;
    }
  }

  work(steps: number, progress: $.Progress<number>): number {
    this.log(`work ${steps}`);
    for (let step = 1; step <= Math.min(steps, mostItems); step++) progress(step);
    return steps;
  }

  tool(name: string): ISubjectTool {
    this.log(`tool ${name}`);
    return tool(name, this.log);
  }

  async use(given: ISubjectTool, { timeLeft }: $.CallContext): Promise<string> {
    this.log("use");
    try {
      return await given.turn(3, { deadline: timeLeft });
    } catch (failure) {
      if (!(failure instanceof PeerError)) throw failure;
      this.log(`use fails ${said(failure)}`);
      throw new PeerError(13, "no use");
    } finally {
      $.release(given);
    }
  }

  private async holdOn(what: string, signal: AbortSignal): Promise<number> {
    this.log(what);
    try {
      const number = await new Promise<number>((resolve, reject) => {
        this.held.set(what, (released) => {
          resolve(released);
          return !signal.aborted;
        });
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
      this.log(`${what} goes on`);
      return number;
    } catch (failure) {
      this.log(`${what} gives up`);
      throw failure;
    }
  }
}

/** A failure as it is written down. */
export const said = ({ status, fate }: PeerError): string => `${status} ${fate.replaceAll("-", "")}`;

/** Says what was done with it. */
export const tool = (name: string, log: (what: string) => void): ISubjectTool => ({
  turn: async (times) => {
    log(`${name} turns ${times}`);
    return `${name} ${times}`;
  },
});

// Plays what .NET makes up: a line for each script, with the limits of the session and what happens to it; a line back, with what the session did at each step. See `SessionDifferentialTests` of the generator's tests.
import { createInterface } from "node:readline";
import type { PeerChannel, PeerChannelEvents } from "../../../src/session/channels/index.js";
import { PeerSession } from "../../../src/session/driving/index.js";
import { serving } from "../../../src/session/serving/index.js";
import { ISubject } from "../../emitted/differential/index.js";
import { settled, VirtualTime } from "../world.js";
import { SubjectCaller } from "./caller.js";
import { Subject } from "./subject.js";

type Script = [maxMessageBytes: number, streamWindowBytes: number, steps: [kind: string, number: number, bytes: string][]];

interface Answer {
  readonly sent: string[];
  readonly log: string[];
  readonly end: string;
}

/** A channel whose other end is the script. */
class ScriptChannel implements PeerChannel {
  readonly maxMessageSize = 65536;
  readonly maxDatagramSize = 0;
  readonly bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  sent: string[] = [];
  events!: PeerChannelEvents;
  private isClosed = false;

  listen(events: PeerChannelEvents): void {
    this.events = events;
  }

  send(message: Uint8Array): void {
    this.sent.push(Buffer.from(message).toString("hex"));
  }

  sendDatagram(): void {}

  openLane(): boolean {
    return false;
  }

  receive(message: Uint8Array): void {
    if (!this.isClosed) this.events.message(message);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.events.closed("closed by the script");
  }
}

async function play([maxMessageBytes, streamWindowBytes, steps]: Script): Promise<Answer[]> {
  const time = new VirtualTime();
  const channel = new ScriptChannel();
  let log: string[] = [];
  const write = (what: string): void => void log.push(what);
  const subject = new Subject(write);
  const session = new PeerSession(channel, {
    serve: [serving<ISubject>(ISubject, subject)], surroundings: time,
    options: { maxMessageBytes, streamWindowBytes, keepAliveInterval: 2 ** 31 - 1, onFailure: () => undefined },
  });
  const caller = new SubjectCaller(session.remote(ISubject), write);
  const answer = async (): Promise<Answer> => {
    await settled();
    const { end } = session.core.state;
    const answered = { sent: channel.sent, log, end: end === undefined ? "" : `${end.kind} ${end.status}` };
    channel.sent = [];
    log = [];
    return answered;
  };
  channel.events.opened();
  const answers = [await answer()];
  for (const [kind, number, bytes] of steps) {
    if (kind === "Message") channel.receive(Buffer.from(bytes, "hex"));
    else if (kind === "Call") caller.call(number);
    else if (kind === "Cancel") caller.cancel(number);
    else if (kind === "Time") await time.pass(number);
    else if (kind === "LetGo") subject.letGo();
    else if (kind === "Stop") void session.stop();
    else channel.close();
    answers.push(await answer());
  }
  channel.close();
  await settled();
  return answers;
}

// Whoever runs all tests runs this too, and says nothing.
if (process.argv.includes("play")) {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await play(JSON.parse(line) as Script))}\n`);
  }
}

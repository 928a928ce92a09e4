// Plays what .NET makes up: a line for each script, with the limits of the session and what happens to it; a line back, with what the session did at each step. See `SessionDifferentialTests` of the generator's tests.
import { createInterface } from "node:readline";
import type { PeerChannel, PeerChannelEvents } from "../../../src/session/channels/index.js";
import { PeerSession } from "../../../src/session/driving/index.js";
import { resume } from "../../../src/session/resuming/index.js";
import { serving } from "../../../src/session/serving/index.js";
import { ISubject } from "../../emitted/differential/index.js";
import { settled, VirtualTime } from "../world.js";
import { SubjectCaller } from "./caller.js";
import { ScriptedPeer } from "./scripted-peer.js";
import { Subject } from "./subject.js";

type Script = [maxMessageBytes: number, streamWindowBytes: number, share: number | null, hasLane: boolean, steps: [kind: string, number: number, bytes: string][]];

const resumeTimeout = 6000;

interface Answer {
  readonly sent: string[];
  readonly log: string[];
  readonly end: string;
}

/** A channel whose other end is the script. */
class ScriptChannel implements PeerChannel {
  readonly maxMessageSize = 65536;
  readonly bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  events!: PeerChannelEvents;
  private isClosed = false;
  private hasLane = false;

  constructor(readonly maxDatagramSize: number, private readonly sent: (message: Uint8Array, isDatagram: boolean) => void) {}

  listen(events: PeerChannelEvents): void {
    this.events = events;
  }

  send(message: Uint8Array): void {
    this.sent(message.slice(), false);
  }

  sendDatagram(datagram: Uint8Array): void {
    this.sent(datagram.slice(), true);
  }

  openLane(): boolean {
    this.hasLane = this.maxDatagramSize > 0;
    return this.hasLane;
  }

  receive(message: Uint8Array): void {
    if (!this.isClosed) this.events.message(message);
  }

  receiveDatagram(datagram: Uint8Array): void {
    if (!this.isClosed && this.hasLane) this.events.datagram(datagram);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.events.closed("closed by the script");
  }
}

/** How many operations of the platform's cryptography are under way, which take as long as they like. */
let encrypting = 0;
for (const name of ["digest", "importKey", "sign", "verify"] as const) {
  const original = crypto.subtle[name].bind(crypto.subtle) as (...parameters: unknown[]) => Promise<unknown>;
  Object.defineProperty(crypto.subtle, name, {
    value: async (...parameters: unknown[]) => {
      encrypting++;
      try {
        return await original(...parameters);
      } finally {
        encrypting--;
      }
    },
  });
}

/** Lets everything run that needs no time, as the session has it. */
async function allSettled(): Promise<void> {
  do await settled();
  while (encrypting > 0);
  await settled();
}

/** A session that a script plays: its clock and its channels are the script's. */
class SessionSide {
  private readonly time = new VirtualTime();
  private readonly subject: Subject;
  private readonly session: PeerSession;
  private readonly caller: SubjectCaller;
  private readonly peer: ScriptedPeer | undefined;
  private readonly channels: ScriptChannel[] = [];
  private sent: string[] = [];
  private log: string[] = [];

  constructor([maxMessageBytes, streamWindowBytes, share, hasLane]: Script) {
    const write = (what: string): void => void this.log.push(what);
    this.peer = share === null ? undefined : new ScriptedPeer(share);
    this.subject = new Subject(write);
    this.session = new PeerSession(this.addChannel(hasLane ? 1200 : 0), {
      serve: [serving<ISubject>(ISubject, this.subject)], surroundings: this.time, parts: share === null ? [] : [resume],
      options: { maxMessageBytes, streamWindowBytes, keepAliveInterval: 2 ** 31 - 1, onFailure: () => undefined, resumeTimeout: share === null ? 0 : resumeTimeout },
    });
    this.caller = new SubjectCaller(this.session.remote(ISubject), write);
    this.channel.events.opened();
  }

  async apply(kind: string, number: number, bytes: string): Promise<void> {
    const { caller, channel, peer, session, subject, time } = this;
    if (kind === "Message") channel.receive(Buffer.from(bytes, "hex"));
    else if (kind === "Datagram") channel.receiveDatagram(Buffer.from(bytes, "hex"));
    else if (kind === "Call") caller.call(number);
    else if (kind === "Cancel") caller.cancel(number);
    else if (kind === "Time") await time.pass(number);
    else if (kind === "LetGo") subject.letGo();
    else if (kind === "Stop") void session.stop();
    else if (kind === "Channel") this.goOn(number);
    else if (kind === "Say") channel.receive(await peer!.say(number));
    else channel.close();
  }

  async answer(): Promise<Answer> {
    await allSettled();
    const { sent, log } = this;
    const { end } = this.session.core.state;
    this.sent = [];
    this.log = [];
    return { sent, log, end: end === undefined ? "" : `${end.kind} ${end.status}` };
  }

  async over(): Promise<void> {
    for (const one of this.channels) one.close();
    await this.time.pass(resumeTimeout);
    await allSettled();
  }

  private get channel(): ScriptChannel {
    return this.channels.at(-1)!;
  }

  private addChannel(maxDatagramSize: number): ScriptChannel {
    const channel = new ScriptChannel(maxDatagramSize, (message, isDatagram) => {
      const hex = Buffer.from(message).toString("hex");
      if (isDatagram) {
        this.log.push(`datagram ${hex.toUpperCase()}`);
        return;
      }
      this.sent.push(hex);
      this.peer?.hear(message);
    });
    this.channels.push(channel);
    return channel;
  }

  private goOn(received: number): void {
    this.peer!.begin(received);
    const channel = this.addChannel(0);
    void this.session.resumeOver!(channel, { own: "", peer: "" }).then((outcome) => {
      this.log.push(`the channel: ${outcome === "goes-on" ? "GoesOn" : outcome === "failed" ? "Failed" : "BegunAnew"}`);
      if (outcome === "failed") channel.close();
    });
    channel.events.opened();
  }
}

async function play(script: Script): Promise<Answer[]> {
  const side = new SessionSide(script);
  const answers = [await side.answer()];
  for (const step of script[4]) {
    await side.apply(...step);
    answers.push(await side.answer());
  }
  await side.over();
  return answers;
}

// Whoever runs all tests runs this too, and says nothing.
if (process.argv.includes("play")) {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await play(JSON.parse(line) as Script))}\n`);
  }
}

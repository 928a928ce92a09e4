// Two sessions in one program, by the contracts that the C# project has written.
import { DateTimeOffset, type Implementation, MemoryChannel, PeerSession, serving } from "typedpeer";
import { IGreeter, ISpeaker, Mood } from "../api/index.js";

const said: string[] = [];
const speaker: Implementation<ISpeaker> = {
  greet: (name) => ({ text: `Hello, ${name}`, at: DateTimeOffset.fromDate(new Date(0)) }),
  async *count(to) {
    for (let i = 1; i <= to; i++) yield i;
  },
  say(text, mood, { signal }) {
    if (!signal.aborted) said.push(mood === Mood.Loud ? text.toUpperCase() : text);
  },
};

const [here, there] = MemoryChannel.pair();
const session = new PeerSession(here);
new PeerSession(there, { serve: [serving(ISpeaker, speaker)] });
const greeter: IGreeter = session.remote(IGreeter);
const greeting = await greeter.greet("Ada");
let sum = 0;
for await (const number of greeter.count(100)) sum += number;
await session.remote(ISpeaker).say("well", Mood.Loud);
const end = await session.stop();
console.log(greeting.text === "Hello, Ada" && sum === 5050 && said.join() === "WELL" && end.kind === "Stopped" ? "OK: both halves of the contract" : `${greeting.text}, ${sum}, ${said.join()}, ${end.kind}`);

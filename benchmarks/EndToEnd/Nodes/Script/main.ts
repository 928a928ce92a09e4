// main.ts PEERS: one end in Node over node-datachannel, which PEERS/node_modules has; a command a line, and an event, as tests/peers/README.md has it.
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { capnWebAdder } from "../../Pages/Script/capn-web-adder.js";
import { ConnectionEnd } from "../../Pages/Script/connection-end.js";
import { callsPerSecond } from "../../Pages/Script/measure.js";
import { ourAdder } from "../../Pages/Script/our-adder.js";
import { bareAdder } from "./bare-adder.js";
import { birpcAdder } from "./birpc-adder.js";

interface Command {
  readonly cmd: "offer" | "answer" | "connect" | "calls" | "exit";
  readonly sdp: string;
  readonly stack: string;
  readonly inFlight: number;
  readonly milliseconds: number;
}

const adders = { typedpeer: ourAdder, birpc: birpcAdder, capnweb: capnWebAdder, "bare-channel": bareAdder };
const polyfill = createRequire(join(process.argv[2]!, "x.js")).resolve("node-datachannel/polyfill");
const { RTCPeerConnection } = (await import(pathToFileURL(polyfill).href)) as { RTCPeerConnection: typeof globalThis.RTCPeerConnection };
const connection = new RTCPeerConnection();
const adds = new Map<string, (first: number, second: number) => Promise<number>>();
const end = new ConnectionEnd(connection, () =>
  Object.entries(adders).map(([label, adder], id) => {
    const channel = connection.createDataChannel(label, { negotiated: true, id });
    adds.set(label, adder(channel));
    return channel;
  }),
);

const commands: { readonly [name in Command["cmd"]]: (command: Command) => Promise<void> } = {
  offer: async () => emit("description", { sdp: await end.offer() }),
  answer: async ({ sdp }) => emit("description", { sdp: await end.answer(sdp) }),
  connect: async ({ sdp }) => {
    await end.connect(sdp);
    emit("connected", {});
  },
  calls: async ({ stack, inFlight, milliseconds }) => {
    const add = adds.get(stack)!;
    emit("calls", { perSecond: await callsPerSecond(() => add(2, 3), inFlight, milliseconds) });
  },
  exit: () => {
    connection.close();
    process.exit();
  },
};

function emit(event: string, fields: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const command = JSON.parse(line) as Command;
    commands[command.cmd](command).catch((error: Error) => emit("error", { message: error.stack ?? error.message }));
  })
  .on("close", () => process.exit());
emit("ready", { stack: "typedpeer-js", version: process.version });

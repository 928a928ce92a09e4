import { capnWebAdder } from "./capn-web-adder.js";
import { ConnectionEnd } from "./connection-end.js";
import { callsPerSecond } from "./measure.js";
import { ourAdder } from "./our-adder.js";

let add: ReturnType<typeof capnWebAdder>;
let oursAdd: ReturnType<typeof ourAdder>;

const end = new ConnectionEnd(new RTCPeerConnection(), (connection) => {
  const channels = ["capnweb", "typedpeer"].map((label, id) => connection.createDataChannel(label, { negotiated: true, id })) as [RTCDataChannel, RTCDataChannel];
  add = capnWebAdder(channels[0]);
  oursAdd = ourAdder(channels[1]);
  return channels;
});

/** Two pages with Cap'n Web over a data channel between them, and with this package over another one of the same connection. */
export const capnWeb = {
  offer: (): Promise<string> => end.offer(),

  answer: (sdp: string): Promise<string> => end.answer(sdp),

  connect: (sdp: string): Promise<void> => end.connect(sdp),

  calls: (inFlight: number, milliseconds: number): Promise<number> => callsPerSecond(() => add(2, 3), inFlight, milliseconds),

  oursCalls: (inFlight: number, milliseconds: number): Promise<number> => callsPerSecond(() => oursAdd(2, 3), inFlight, milliseconds),
};

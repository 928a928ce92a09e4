import { RpcSession, type RpcTransport, RpcTarget } from "capnweb";
import { DataChannel, type Implementation, PeerSession, serving } from "typedpeer";
import { IPageBenchmark } from "./api/index.js";
import { gathered } from "./hand-written.js";
import { callsPerSecond } from "./measure.js";

class Adder extends RpcTarget {
  add(first: number, second: number): number {
    return first + second;
  }
}

/** A channel as Cap'n Web wants one. */
class ChannelTransport implements RpcTransport {
  private readonly unread: string[] = [];
  private reader: ((message: string) => void) | undefined;

  constructor(private readonly channel: RTCDataChannel) {
    channel.onmessage = ({ data }) => {
      const { reader } = this;
      this.reader = undefined;
      if (reader === undefined) this.unread.push(data as string);
      else reader(data as string);
    };
  }

  send(message: string): void {
    this.channel.send(message);
  }

  receive(): Promise<string> {
    const next = this.unread.shift();
    return next === undefined ? new Promise((resolve) => (this.reader = resolve)) : Promise.resolve(next);
  }
}

/** The same for this package. */
const adder: Implementation<IPageBenchmark> = {
  add: (first, second) => first + second,
  download: () => Promise.reject(new Error("Only calls are compared between pages.")),
  upload: () => 0n,
};

let connection: RTCPeerConnection;
let open: Promise<unknown>;
let remote: IPageBenchmark;
let stub: { add(first: number, second: number): Promise<number> };

/** Two pages with Cap'n Web over a data channel between them, and with this package over another one of the same connection. */
export const capnWeb = {
  async offer(): Promise<string> {
    begin();
    await connection.setLocalDescription();
    await gathered(connection);
    return connection.localDescription!.sdp;
  },

  async answer(sdp: string): Promise<string> {
    begin();
    await connection.setRemoteDescription({ type: "offer", sdp });
    await connection.setLocalDescription();
    await gathered(connection);
    return connection.localDescription!.sdp;
  },

  async connect(sdp: string): Promise<void> {
    await connection.setRemoteDescription({ type: "answer", sdp });
    await open;
  },

  calls: (inFlight: number, milliseconds: number): Promise<number> => callsPerSecond(async () => await stub.add(2, 3), inFlight, milliseconds),

  oursCalls: (inFlight: number, milliseconds: number): Promise<number> => callsPerSecond(() => remote.add(2, 3), inFlight, milliseconds),
};

function begin(): void {
  connection = new RTCPeerConnection();
  const channel = connection.createDataChannel("capnweb", { negotiated: true, id: 0 });
  open = new Promise((resolve) => (channel.onopen = resolve));
  remote = new PeerSession(new DataChannel(connection.createDataChannel("typedpeer", { negotiated: true, id: 1 })), { serve: [serving(IPageBenchmark, adder)] }).remote(IPageBenchmark);
  stub = new RpcSession<Adder>(new ChannelTransport(channel), new Adder()).getRemoteMain() as unknown as typeof stub;
}

import { RpcSession, type RpcTransport, RpcTarget } from "capnweb";

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

/** Serves additions over a channel with Cap'n Web, and calls those of the other end. */
export function capnWebAdder(channel: RTCDataChannel): (first: number, second: number) => Promise<number> {
  const stub = new RpcSession<Adder>(new ChannelTransport(channel), new Adder()).getRemoteMain() as unknown as { add(first: number, second: number): Promise<number> };
  return async (first, second) => await stub.add(first, second);
}

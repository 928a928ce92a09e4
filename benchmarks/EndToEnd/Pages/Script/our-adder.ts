import { DataChannel, type Implementation, PeerSession, serving } from "typedpeer";
import { IPageBenchmark } from "./api/index.js";

const adder: Implementation<IPageBenchmark> = {
  add: (first, second) => first + second,
  download: () => Promise.reject(new Error("Only calls are compared here.")),
  upload: () => 0n,
};

/** Serves additions over a channel with this package, and calls those of the other end. */
export function ourAdder(channel: RTCDataChannel): (first: number, second: number) => Promise<number> {
  const remote = new PeerSession(new DataChannel(channel), { serve: [serving(IPageBenchmark, adder)] }).remote(IPageBenchmark);
  return (first, second) => remote.add(first, second);
}

import { createBirpc } from "birpc";

const functions = { add: (first: number, second: number): number => first + second };

/** Serves additions over a channel with birpc, set up as its documentation does for a socket, and calls those of the other end. */
export function birpcAdder(channel: RTCDataChannel): (first: number, second: number) => Promise<number> {
  const remote = createBirpc<typeof functions>(functions, {
    post: (data) => channel.send(data as string),
    on: (receive) => {
      channel.onmessage = ({ data }) => receive(data);
    },
    serialize: (value) => JSON.stringify(value),
    deserialize: (text) => JSON.parse(text as string),
  });
  return (first, second) => remote.add(first, second);
}

import { parseAddress } from "./address.js";
import { makeCertificate } from "./certificates.js";
import { connectTo } from "./dialling.js";
import { PeerLink, type PeerLinkOptions } from "./peer-link.js";
import { pause } from "./pause.js";

/** Connects to the listener at an address (docs/connecting.md), with no server between. The link is there at once; calls wait until it is connected. */
export function dial(address: string, options: PeerLinkOptions = {}): PeerLink {
  const where = parseAddress(address);
  const make = options.connection ?? ((configuration) => new RTCPeerConnection(configuration));
  // One for all connections of the link: the listener knows this side again by it.
  const certificate = options.connection === undefined ? makeCertificate() : Promise.resolve(undefined);
  return new PeerLink({
    dial: async (signal) => {
      const own = await certificate;
      return connectTo(where, () => make(own === undefined ? {} : { certificates: [own] }), options.connectTimeout ?? 15_000, signal);
    },
    wait: pause,
    over: () => undefined,
  }, options);
}

import { parseAddress } from "./address.js";
import { CallLink, type CallLinkOptions, type Dial } from "./call-link.js";
import { makeCertificate } from "./certificates.js";
import { connectTo } from "./dialling.js";
import { PeerLink, type PeerLinkOptions } from "./peer-link.js";
import { pause } from "./pause.js";

/** Connects to the listener at an address (docs/connecting.md), with no server between. The link is there at once; calls wait until it is connected. */
export const dial = (address: string, options: PeerLinkOptions = {}): PeerLink =>
  new PeerLink({ dial: dialling(address, options), wait: pause, over: () => undefined }, options);

/** Connects to a listener in order to call it, and no more: the small form of {@link dial}, for pages that count bytes. Nothing is served, and the link is over when its connection is. */
export const dialToCall = (address: string, options: CallLinkOptions = {}): CallLink => new CallLink(dialling(address, options), options);

function dialling(address: string, options: CallLinkOptions): Dial {
  const where = parseAddress(address);
  const make = options.connection ?? ((configuration) => new RTCPeerConnection(configuration));
  // One for all connections of the link: the listener knows this side again by it.
  const certificate = options.connection === undefined ? makeCertificate() : Promise.resolve(undefined);
  return async (signal) => {
    const own = await certificate;
    return connectTo(where, () => make(own === undefined ? {} : { certificates: [own] }), options.connectTimeout ?? 15_000, signal);
  };
}

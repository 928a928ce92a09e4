/** Why a link did not come about. */
export type LinkErrorReason =
  | "no-address" | "no-answer" | "wrong-certificate" | "local-network-access" | "no-workers"
  // Those of the signalling server and of peers by name, as docs/signalling.md has them.
  | "peer-unavailable" | "id-taken" | "invalid-id" | "invalid-key" | "token-refused" | "not-authorized" | "no-path" | "fingerprint-mismatch" | "rooms-unsupported"
  | "server-unreachable" | "server-lost" | "server-full" | "room-full" | "too-many-rooms" | "invalid-room" | "not-in-room" | "refused" | "too-large" | "too-many"
  | "receiver-busy" | "invalid-message" | "timeout" | "closed" | "failed";

/** What a link that did not come about is told with. */
export class LinkError extends Error {
  override readonly name = "LinkError";

  constructor(
    readonly reason: LinkErrorReason,
    message: string,
  ) {
    super(message);
  }
}

/** Where a listener is, and the hash of its certificate: `typedpeer://1.HASH@HOST:PORT,HOST:PORT` (docs/connecting.md). */
export interface PeerAddress {
  /** The hash in base64, which is the listener's ICE password. */
  readonly password: string;

  /** The hash as descriptions have it: `AA:BB:...`. */
  readonly fingerprint: string;

  readonly hosts: readonly { readonly host: string; readonly port: number }[];
}

/** Reads an address. */
export function parseAddress(text: string): PeerAddress {
  const [, hash, places] = /^typedpeer:\/\/1\.([\w-]{43})@(\S+)$/i.exec(text) ?? [];
  const hosts = (places ?? "").split(",").map((place) => /^(?:\[([\da-f:.]+)\]|(\d+\.\d+\.\d+\.\d+)):(\d{1,5})$/i.exec(place));
  if (hash === undefined || hosts.length > 8 || !hosts.every((place) => place !== null && Number(place[3]) > 0 && Number(place[3]) < 65536)) {
    throw new LinkError("no-address", `'${text.slice(0, 200)}' is not an address such as typedpeer://1.HASH@192.0.2.7:4433`);
  }
  const password = hash.replaceAll("-", "+").replaceAll("_", "/");
  return {
    password,
    fingerprint: Array.from(atob(`${password}=`), (letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join(":").toUpperCase(),
    hosts: hosts.map((place) => ({ host: (place![1] ?? place![2])!, port: Number(place![3]) })),
  };
}

/** Writes the answer of the listener at an address to an offer of this side's. */
export function answerOf(address: PeerAddress, offer: string): string {
  const own = (name: string): string => new RegExp(`^a=${name}:(\\S+)`, "m").exec(offer)![1]!;
  const candidates = address.hosts.map(({ host, port }, index) =>
    `a=candidate:${host.includes(":") ? 2 : 1} 1 udp ${2130706431 - index * 256} ${host} ${port} typ host`);
  return [
    "v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", `a=group:BUNDLE ${own("mid")}`,
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", `a=mid:${own("mid")}`,
    `a=ice-ufrag:typedpeer+v1/${own("ice-pwd")}`, `a=ice-pwd:${address.password}`, `a=fingerprint:sha-256 ${address.fingerprint}`,
    "a=setup:passive", "a=sctp-port:5000", "a=max-message-size:262144", ...candidates, "a=end-of-candidates", "",
  ].join("\r\n");
}

import { featureContractTargets, featureLatestWins, type FrameReader, ProtocolError, typeHello, varintSize } from "../wire/index.js";
import type { Scheduler } from "../sending/index.js";
import type { PeerSessionOptions } from "./options.js";

const version = 1;
const magic = Uint8Array.of(0x54, 0x50, 0x50);
export const maxContractFrames = 4096;
export const maxPeerMethods = 16384;

/** The first frames of both sides: version, limits and what each serves, as hashes (docs/protocol.md, "Start"). */
export class Handshake {
  /** The largest arguments, result or item the peer takes. */
  peerMaxMessage = Infinity;

  /** How many calls the peer takes at once. */
  peerMaxCalls = Infinity;

  /** How many bytes of calls the peer takes before it grants more. */
  peerCallWindow = 0;

  /** How many bytes of a stream may be sent before the peer grants more. */
  peerStreamWindow = 0;

  /** What the peer understands. */
  peerFeatures = 0;

  /** What this side says it understands. */
  ownFeatures = featureContractTargets | featureLatestWins;

  /** The fingerprints of the contracts that the peer serves, by the hash of their names. */
  readonly contracts = new Map<bigint, bigint>();

  /** The shapes of the methods that the peer serves, by their identifiers. */
  readonly shapes = new Map<bigint, bigint>();

  private contractsMissing = -1;

  /** Whether the peer's hello, and all it announced, came. */
  get isDone(): boolean {
    return this.contractsMissing === 0;
  }

  /** Writes this side's hello, which so many frames follow that describe what it serves. */
  write(options: PeerSessionOptions, send: Scheduler, frames: number): void {
    const fields = [version, version, options.maxMessageBytes, options.maxConcurrentCalls, options.callWindowBytes, options.streamWindowBytes, frames, this.ownFeatures];
    const frame = send.control.frame(typeHello, fields.reduce((sum, field) => sum + varintSize(field), magic.length)).raw(magic);
    for (const field of fields) frame.varint(field);
  }

  /** Takes the peer's hello. */
  onHello(reader: FrameReader): void {
    if (this.contractsMissing >= 0) throw new ProtocolError("a second HELLO");
    if (reader.left < magic.length || reader.raw(magic.length).some((byte, index) => byte !== magic[index])) {
      throw new ProtocolError("the peer does not speak this protocol");
    }
    const oldest = reader.varint();
    const newest = reader.varint();
    if (oldest > version || newest < version) {
      throw new ProtocolError(`the peer speaks versions ${oldest} to ${newest} of the protocol, this side version ${version}`);
    }
    this.peerMaxMessage = reader.varint(2 ** 63);
    this.peerMaxCalls = reader.varint(2 ** 63);
    this.peerCallWindow = reader.varint(2 ** 61);
    this.peerStreamWindow = reader.varint(2 ** 61);
    const contracts = reader.varint();
    if (contracts > maxContractFrames) throw new ProtocolError(`the peer serves more than ${maxContractFrames} contracts`);
    if (this.peerCallWindow < 32 * 1024) throw new ProtocolError("the peer's call window is smaller than one frame");
    // Peers from before there were features end here. Only the lowest bits have a meaning.
    this.peerFeatures = reader.left > 0 ? reader.varint() % 2 ** 28 : 0;
    this.contractsMissing = contracts;
  }

  /** Takes a contract of the peer. */
  onContract(reader: FrameReader): void {
    if (this.contractsMissing <= 0) throw new ProtocolError("more CONTRACT frames than announced");
    const name = reader.u64();
    this.contracts.set(name, reader.u64());
    const count = reader.varint();
    if (count + this.shapes.size > maxPeerMethods) throw new ProtocolError(`the peer serves more than ${maxPeerMethods} methods`);
    for (let left = count; left > 0; left--) this.shapes.set(reader.u64(), reader.u64());
    this.contractsMissing--;
  }
}

import { concat, encodeText } from "../wire/index.js";

/** The bytes of a share, of a nonce and of a proof; and of a session's name. */
export const keySize = 32;
export const nameSize = 16;

/** What one side says when it wants to go on, and which certificate it has on the new channel. */
export interface ResumeWord {
  /** Random, of this attempt alone. */
  readonly nonce: Uint8Array;

  /** How many of the other's messages it has. */
  readonly received: number;

  /** The fingerprint of its certificate, `sha-256 AA:BB:...`; empty where it does not know it. */
  readonly identity: string;
}

/** What both sides of one session know and nobody else does: made of a share of each, once, and proved later without being sent again. */
export class SessionKey {
  /** Whether this side is the one with the smaller share, whose word on which channel it goes on over is the last. */
  readonly isFirst: boolean;

  /** What the session is called on the wire, which tells nothing of the key. */
  readonly name: Promise<Uint8Array>;

  private readonly key: Promise<CryptoKey>;

  constructor(own: Uint8Array, peer: Uint8Array) {
    const difference = own.findIndex((byte, index) => byte !== peer[index]);
    this.isFirst = own[difference]! < peer[difference]!;
    const shares = this.isFirst ? [own, peer] : [peer, own];
    const { subtle } = crypto;
    this.key = subtle.digest("SHA-256", concat([encodeText("TypedPeer session key 1"), ...shares])).then((bytes) =>
      subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]));
    this.name = this.key.then((key) => subtle.sign("HMAC", key, concat([encodeText("TypedPeer session name 1")]))).then((bytes) => new Uint8Array(bytes, 0, nameSize));
    // Whoever resumes waits for them, and learns what they fail with.
    this.name.catch(() => undefined);
  }

  /** Makes the proof of one side, of what the one with the smaller share said and what the other did. */
  async prove(byFirst: boolean, first: ResumeWord, second: ResumeWord): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.sign("HMAC", await this.key, proven(byFirst, first, second)));
  }

  /** Whether a proof is that of one side; compared in constant time. */
  async verify(proof: Uint8Array, byFirst: boolean, first: ResumeWord, second: ResumeWord): Promise<boolean> {
    return crypto.subtle.verify("HMAC", await this.key, concat([proof]), proven(byFirst, first, second));
  }
}

function proven(byFirst: boolean, first: ResumeWord, second: ResumeWord): Uint8Array<ArrayBuffer> {
  return concat([encodeText("TypedPeer resume proof 1"), Uint8Array.of(byFirst ? 0 : 1), first.nonce, second.nonce, ...wordBytes(first), ...wordBytes(second)]);
}

function wordBytes({ received, identity }: ResumeWord): Uint8Array[] {
  const bytes = encodeText(identity);
  const numbers = new DataView(new ArrayBuffer(12));
  numbers.setBigUint64(0, BigInt(received), true);
  numbers.setUint32(8, bytes.length, true);
  return [new Uint8Array(numbers.buffer), bytes];
}

import { FrameQueue, FrameReader, typeAck, typeContinue, typeHello, typePart, typeResume, typeResumeKey, typeResumeProof, typeResumeRefused, typeShared, typeSuspend, encodeTruncated, varintSize } from "../wire/index.js";
import { keySize, nameSize, type ResumeWord, type SessionKey } from "./key.js";

/** One attempt to go on over a new channel: what is said there before the session's own messages (docs/protocol.md, "Resume"). */
export class ResumeExchange {
  /** Whether the peer has proved that it is the one. */
  isProven = false;

  /** Why this attempt is none; absent as long as it may be one. */
  refusal: string | undefined;

  /** Whether it was the peer who refused, or has begun another session. */
  isRefusedByPeer = false;

  private peer: ResumeWord | undefined;
  private readonly reader = new FrameReader();

  /**
   * @param own What this side says.
   * @param peerIdentity The fingerprint of the peer's certificate, as the channel proved it; empty where there is none.
   */
  constructor(
    private readonly key: SessionKey,
    private readonly own: ResumeWord,
    private readonly peerIdentity: string,
  ) {}

  /** How many of this side's messages the peer says to have. */
  get peerReceived(): number {
    return this.peer?.received ?? 0;
  }

  /** What this side begins with. */
  async begin(): Promise<Uint8Array> {
    const { nonce, received, identity } = this.own;
    return new FrameQueue(128).frame(typeResume, nameSize + keySize + varintSize(received) + 1)
      .raw(await this.key.name).raw(nonce).varint(received).varint(identity === "" ? 0 : 1).peek();
  }

  /** Takes one message of the channel. Returns what is to be answered; nothing for nothing. Fails only where the platform's cryptography does. */
  async receive(message: Uint8Array): Promise<Uint8Array | undefined> {
    let answer: Uint8Array | undefined;
    const { reader } = this;
    try {
      reader.open(message);
      while (this.refusal === undefined && reader.next()) answer = (await this.take()) ?? answer;
    } catch (failure) {
      this.refusal = failure instanceof Error ? failure.message : String(failure);
    }
    return this.refusal === undefined ? answer : undefined;
  }

  private async take(): Promise<Uint8Array | undefined> {
    const { type } = this.reader;
    switch (type) {
      case typeResume:
        return this.onResume();
      case typeResumeProof:
        return this.onProof();
      case typeResumeRefused:
        this.isRefusedByPeer = true;
        this.refusal = readReason(this.reader);
        return undefined;
      case typeHello:
        this.refusal = "the peer has begun another session";
        this.isRefusedByPeer = true;
        return undefined;
      default:
        if (type < 0x80 || [typeAck, typePart, typeContinue, typeResumeKey, typeShared, typeSuspend].includes(type)) this.refusal = `a frame of the type 0x${type.toString(16)} before the session went on`;
        return undefined;
    }
  }

  private async onResume(): Promise<Uint8Array | undefined> {
    const { reader } = this;
    if (this.peer !== undefined) return this.refuse("a second RESUME");
    const name = reader.raw(nameSize);
    const nonce = reader.raw(keySize).slice();
    const received = reader.varint(2 ** 53);
    const flags = reader.varint();
    const own = await this.key.name;
    if (name.some((byte, index) => byte !== own[index])) {
      this.isRefusedByPeer = true;
      return this.refuse("the peer has another session");
    }
    if (nonce.every((byte, index) => byte === this.own.nonce[index])) return this.refuse("RESUME came back");
    this.peer = { nonce, received, identity: flags % 2 === 1 ? this.peerIdentity : "" };
    return this.key.isFirst ? undefined : this.proof(false);
  }

  private async onProof(): Promise<Uint8Array | undefined> {
    const { isFirst } = this.key;
    if (this.peer === undefined || this.isProven || !(await this.key.verify(this.reader.raw(keySize), !isFirst, ...this.words(this.peer)))) {
      return this.refuse("the peer has not proved that it has the session's key");
    }
    this.isProven = true;
    return isFirst ? this.proof(true) : undefined;
  }

  private refuse(why: string): undefined {
    this.refusal = why;
  }

  private words(peer: ResumeWord): [first: ResumeWord, second: ResumeWord] {
    return this.key.isFirst ? [this.own, peer] : [peer, this.own];
  }

  private async proof(byFirst: boolean): Promise<Uint8Array> {
    return new FrameQueue(64).frame(typeResumeProof, keySize).raw(await this.key.prove(byFirst, ...this.words(this.peer!))).peek();
  }
}

/** Why the peer refuses, which it does whatever it says. */
function readReason(reader: FrameReader): string {
  try {
    return reader.text();
  } catch {
    return "the peer refuses";
  }
}

/** A word that this side does not go on. */
export function refused(why: string): Uint8Array {
  const text = encodeTruncated(why, 256);
  return new FrameQueue(300).frame(typeResumeRefused, varintSize(text.length) + text.length).sized(text).peek();
}

import { ResumeExchange } from "../../../src/session/resuming/exchange.js";
import { keySize, SessionKey } from "../../../src/session/resuming/key.js";
import { FrameQueue, typeResume, typeResumeKey, typeResumeProof } from "../../../src/session/wire/index.js";

/**
 * Whoever is at the other end where a session is to go on over another channel: it has the key, since it gave its share, and says its part when the script tells it to. In C# it is `ScriptedPeer.cs` of the
 * generator's tests.
 */
export class ScriptedPeer {
  private sessionShare: Uint8Array | undefined;
  private exchange: ResumeExchange | undefined;
  private answer: Uint8Array | undefined;
  private heard: Promise<void> = Promise.resolve();

  /** @param share Each byte of its share of the key: 0 makes it the first, 255 the second. */
  constructor(private readonly share: number) {}

  /** There is another channel, on which this says to have so many of the session's messages. */
  begin(received: number): void {
    this.answer = undefined;
    this.exchange = this.sessionShare === undefined
      ? undefined
      : new ResumeExchange(new SessionKey(new Uint8Array(keySize).fill(this.share), this.sessionShare), { nonce: new Uint8Array(keySize).fill(0x55), received, identity: "" }, "");
  }

  /** The session said something. */
  hear(message: Uint8Array): void {
    if (message[0] === typeResumeKey && message[1] === keySize) {
      this.sessionShare ??= message.slice(2, 2 + keySize);
    } else if (message[0] === typeResume || message[0] === typeResumeProof) {
      const { exchange } = this;
      this.heard = this.heard.then(async () => {
        const answer = await exchange?.receive(message);
        if (exchange === this.exchange) this.answer = answer ?? this.answer;
      });
    }
  }

  /** What it says: its RESUME (0), what it has to answer, or what is no proof (1), or that in any case (2). */
  async say(what: number): Promise<Uint8Array> {
    await this.heard;
    if (what === 0) return (await this.exchange?.begin()) ?? new Uint8Array(0);
    return what === 1 && this.answer !== undefined ? this.answer : new FrameQueue(64).frame(typeResumeProof, keySize).raw(new Uint8Array(keySize)).peek();
  }
}

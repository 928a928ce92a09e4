import { PeerError, PeerStatus, type StreamSource } from "typedpeer";
import { type FileOffer, IBoard } from "../api/index.js";
import type { Member } from "../room/member.js";
import { Incoming } from "./incoming.js";

/** What comes by itself; larger ones are asked for. */
const mostByItself = 32 * 1024 * 1024;

/** A page holds a file in its memory, so there is an end to it. */
const mostAtAll = 512 * 1024 * 1024;

const mostOffersOfOne = 100;

/** A file of one's own, and the names of those who have it. */
export interface Outgoing {
  readonly offer: FileOffer;
  readonly file: File;
  readonly takers: Set<string>;
}

/** Files that this page offers, and those of others: they come straight from their owner's. */
export class Files {
  readonly outgoing = new Map<string, Outgoing>();
  readonly incoming = new Map<string, Incoming>();
  onchange: (() => void) | undefined;
  onsay: ((text: string) => void) | undefined;

  get own(): FileOffer[] {
    return [...this.outgoing.values()].map(({ offer }) => offer);
  }

  /** Makes an offer of a file. */
  async add(file: File): Promise<FileOffer> {
    if (file.size > mostAtAll) throw new RangeError(`${file.name} is larger than the ${mostAtAll / 1024 / 1024} MB that a page can hold.`);
    const offer: FileOffer = { id: newId(), name: file.name, length: BigInt(file.size), sha256: (await hashOf(await file.arrayBuffer())) ?? null };
    this.outgoing.set(offer.id, { offer, file, takers: new Set() });
    this.onchange?.();
    return offer;
  }

  /** Somebody offers a file: a small one is taken at once. */
  take(from: Member, offer: FileOffer): void {
    const known = this.incoming.get(offer.id);
    if (known !== undefined ? known.from !== from || known.state === "there" || known.state === "coming" : this.countOf(from) >= mostOffersOfOne) return;
    const incoming = new Incoming(offer, from);
    this.incoming.set(offer.id, incoming);
    this.onsay?.(`${from.profile.name} offers ${offer.name}`);
    if (incoming.length <= mostByItself) void this.fetch(incoming);
    this.onchange?.();
  }

  /** Gets a file from its owner. A link that is lost meanwhile goes on with it. */
  async fetch(incoming: Incoming): Promise<void> {
    const { offer, from } = incoming;
    if (incoming.state === "coming" || incoming.state === "there") return;
    if (from.link === undefined) return incoming.fail(`${from.profile.name} is not here`);
    if (incoming.length > mostAtAll || incoming.length < 0) return incoming.fail("too large for a page");
    incoming.begin();
    this.onchange?.();
    try {
      const blocks: Uint8Array<ArrayBuffer>[] = [];
      for await (const block of await from.link.remote(IBoard).open(offer.id)) {
        incoming.count(block.length);
        if (incoming.received > incoming.length) throw new Error("it is longer than was said");
        blocks.push(block as Uint8Array<ArrayBuffer>);
        this.onchange?.();
      }
      await this.finish(incoming, blocks);
    } catch (failure) {
      incoming.fail(failure instanceof Error ? failure.message : String(failure));
    }
    this.onchange?.();
  }

  /** Serves one of one's own to somebody. */
  open(id: string, taker: string): StreamSource<Uint8Array> {
    const outgoing = this.outgoing.get(id);
    if (outgoing === undefined) throw new PeerError(PeerStatus.NotFound, "There is no such file.");
    return this.read(outgoing, taker);
  }

  private async *read(outgoing: Outgoing, taker: string): AsyncGenerator<Uint8Array> {
    const reader = outgoing.file.stream().getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        yield value;
      }
    } finally {
      await reader.cancel();
    }
    outgoing.takers.add(taker);
    this.onchange?.();
  }

  private async finish(incoming: Incoming, blocks: Uint8Array<ArrayBuffer>[]): Promise<void> {
    if (incoming.received !== incoming.length) throw new Error("it is shorter than was said");
    // Never of the type that its owner says: a page of a stranger's must not open as one of ours.
    const blob = new Blob(blocks, { type: "application/octet-stream" });
    incoming.sha256 = await hashOf(await blob.arrayBuffer());
    if (incoming.sha256 !== undefined && incoming.offer.sha256 !== null && incoming.sha256 !== incoming.offer.sha256) throw new Error("it is not what was offered: its SHA-256 is another");
    incoming.url = URL.createObjectURL(blob);
    incoming.state = "there";
    this.onsay?.(`${incoming.offer.name} of ${incoming.from.profile.name} is here`);
  }

  private countOf(from: Member): number {
    return [...this.incoming.values()].filter((incoming) => incoming.from === from).length;
  }
}

/** The SHA-256 in hexadecimal; undefined in a page without a secure context, which has no WebCrypto. */
async function hashOf(bytes: ArrayBuffer): Promise<string | undefined> {
  if (globalThis.crypto.subtle === undefined) return undefined;
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Unlike `randomUUID` also there without a secure context. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

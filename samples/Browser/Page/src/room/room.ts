import { join, PeerGroup, type PeerLink, type PeerNetwork } from "typedpeer";
import { type Dot, IBoard, type Stroke } from "../api/index.js";
import type { Board } from "../board/board.js";
import type { Files } from "../files/files.js";
import { Member } from "./member.js";
import { freeColor, type Profile, profileOf } from "./profile.js";
import { Seat } from "./seat.js";

/** How long somebody is waited for whom the server no longer knows, and how soon a silent one is asked for a sign of life. */
const patience = 8000;
const silence = 2000;

/** How often boards are compared, and how long one has to be quiet before another one is read. */
const compareEvery = 1000;

/** A room, and this page in it: a link to every other peer, over which everything goes but the meeting. */
export class Room {
  readonly network: PeerNetwork;
  readonly members = new Map<string, Member>();

  /** Called with every change of who is there and how their links are. */
  onchange: (() => void) | undefined;

  /** Called with what happened, in a sentence. */
  onsay: ((text: string) => void) | undefined;

  private readonly group = new PeerGroup<IBoard, PeerLink>(IBoard);
  private changedAt = 0;
  private said = "";

  constructor(
    server: string,
    room: string,
    id: string,
    public profile: Profile,
    private readonly board: Board,
    private readonly files: Files,
  ) {
    this.network = join(server, { id, room, metadata: profile, session: { keepAliveInterval: silence }, configure: (link, peer) => this.configure(link, this.member(peer)) });
    this.network.onpeerjoined = (peer, metadata) => this.joined(peer, metadata);
    this.network.onpeerchanged = (peer, metadata) => this.describe(this.member(peer), metadata);
    this.network.onpeerleft = (peer) => {
      this.member(peer).leftAt = performance.now();
      this.changed();
    };
    this.network.onstatechange = () => this.changed();
    setInterval(() => this.tick(), compareEvery);
  }

  /** Tells all others of a change of one's own. */
  get all(): IBoard {
    return this.group.all;
  }

  /** The board has changed, whoever did it. */
  boardChanged(): void {
    this.changedAt = performance.now();
  }

  sketch(stroke: Stroke): void {
    void this.all.sketch(stroke);
  }

  point(at: Dot): void {
    void this.all.point(at);
  }

  /** Says something else of oneself. */
  async describeSelf(change: Partial<Profile>): Promise<void> {
    this.profile = { ...this.profile, ...change };
    this.changed();
    if (this.network.state === "joined") await this.network.setMetadata(this.profile);
  }

  /** Once it is known who is here: the first colour that is free. */
  async pickColor(): Promise<void> {
    const taken = new Set([...this.members.values()].map(({ profile }) => profile.color));
    if (taken.has(this.profile.color)) await this.describeSelf({ color: freeColor(taken, this.profile.color) });
  }

  private member(id: string): Member {
    let member = this.members.get(id);
    if (member === undefined) this.members.set(id, (member = new Member(id)));
    return member;
  }

  private joined(peer: string, metadata: unknown): void {
    const member = this.member(peer);
    member.leftAt = undefined;
    this.describe(member, metadata);
    if (member.link === undefined || member.state === "closed") this.network.connect(peer);
  }

  private describe(member: Member, metadata: unknown): void {
    member.profile = profileOf(metadata, member.id);
    member.profileAt = performance.now();
    this.changed();
  }

  /** Every link comes by here, whoever asked for it. */
  private configure(link: PeerLink, member: Member): void {
    member.link = link;
    link.serve(IBoard, new Seat(member, this.board, this.files, () => this.changed()));
    link.onstatechange = (state) => {
      if (state === "connected") void this.greet(link, member);
      this.changed();
    };
    void link.closed.then(() => this.over(link, member));
    this.changed();
  }

  /** Both sides say what they have: also when a peer was started anew in its place. */
  private async greet(link: PeerLink, member: Member): Promise<void> {
    this.group.add(link);
    this.onsay?.(`${member.profile.name} is connected`);
    const remote = link.remote(IBoard);
    try {
      await remote.compare(this.board.digest);
      for (const offer of this.files.own) await remote.offer(offer);
    } catch (failure) {
      // The link was lost: it greets again when it is back.
      console.info(`${member.profile.name} was not greeted: ${failure instanceof Error ? failure.stack : String(failure)}`);
    }
    await this.read(link, member);
  }

  private over(link: PeerLink, member: Member): void {
    if (member.link !== link) return;
    member.link = undefined;
    member.sketch = member.pen = member.digest = undefined;
    if (member.leftAt === undefined && this.network.state !== "closed") setTimeout(() => this.again(member), compareEvery);
    else this.members.delete(member.id);
    this.onsay?.(`${member.profile.name} is gone`);
    this.changed();
  }

  private again(member: Member): void {
    if (member.link === undefined && member.leftAt === undefined && this.network.state !== "closed") this.network.connect(member.id);
  }

  private async read(link: PeerLink, member: Member): Promise<void> {
    if (member.isReading) return;
    member.isReading = true;
    try {
      for await (const part of link.remote(IBoard).read()) this.board.merge(part);
    } catch (failure) {
      // The link was lost: boards are compared again when it is back.
      console.info(`The board of ${member.profile.name} was not read: ${String(failure)}`);
    } finally {
      member.isReading = false;
    }
  }

  /** Boards that stay different although nobody draws become one again; who has left for good is forgotten. */
  private tick(): void {
    const now = performance.now();
    const digest = this.board.digest;
    if (digest.hash !== this.said) void this.all.compare(digest);
    this.said = digest.hash;
    for (const member of [...this.members.values()]) {
      const { link, profile } = member;
      // Who comes takes a colour that is free. Where two came at once, and keep the same one, the one with the greater id takes another.
      if (profile.color === this.profile.color && member.id < this.network.id && now - member.profileAt > 2 * compareEvery) void this.pickColor();
      if (link !== undefined && member.state === "connected" && member.digest !== undefined && member.digest.hash !== digest.hash && now - this.changedAt > compareEvery) void this.read(link, member);
      if (member.leftAt !== undefined && member.state !== "connected" && now - member.leftAt > patience) {
        if (link === undefined) this.members.delete(member.id);
        else void link.close();
      }
    }
    this.changed();
  }

  private changed(): void {
    this.onchange?.();
  }
}

import type { PeerLinkState } from "typedpeer";
import type { Board } from "../board/board.js";
import type { Member } from "../room/member.js";
import type { Room } from "../room/room.js";
import { byId, List, make, setText } from "./dom.js";

/** A link's state for people: a sign and a word, since a colour alone says nothing to some. */
const states: Readonly<Record<PeerLinkState, readonly [sign: string, word: string]>> = {
  connecting: ["◌", "Connecting"],
  connected: ["●", "Connected"],
  unresponsive: ["◐", "Not answering"],
  reconnecting: ["↻", "Reconnecting"],
  "peer-suspended": ["☾", "Asleep"],
  closed: ["○", "Gone"],
};

/** Who is in the room, and how the link to each is. */
export class People {
  private readonly list: List<Member>;

  constructor(
    private readonly room: Room,
    private readonly board: Board,
  ) {
    this.list = new List<Member>(byId("people"), ({ id }) => id, () => row(), (item, member) => this.update(item, member));
  }

  show(): void {
    const members = [...this.room.members.values()].filter(({ link, leftAt }) => link !== undefined || leftAt === undefined);
    this.list.show(members);
    setText(byId("people-count"), String(members.length + 1));
    const { profile, network } = this.room;
    // One accent for each peer: the page wears its own.
    document.documentElement.dataset["color"] = String(profile.color);
    setText(byId("you-initial"), initial(profile.name));
    const server = byId("server");
    server.dataset["state"] = network.state;
    setText(server, { connecting: "◌ Finding the room", joined: "● In the room", reconnecting: "↻ Server lost, links go on", closed: "○ Not in the room" }[network.state]);
  }

  private update(item: HTMLElement, member: Member): void {
    const { profile, link, digest } = member;
    const [sign, word] = states[member.state];
    item.dataset["peer"] = profile.name;
    item.dataset["state"] = member.state;
    item.dataset["color"] = String(profile.color);
    const part = (name: string): HTMLElement => item.querySelector<HTMLElement>(`.${name}`)!;
    setText(part("initial"), initial(profile.name));
    setText(part("name"), profile.name);
    setText(part("kind"), profile.kind);
    const chip = part("link");
    chip.dataset["state"] = member.state;
    setText(chip, `${sign} ${word}`);
    const isUp = member.state === "connected" && link !== undefined;
    setText(part("trip"), isUp && link.roundTrip > 0 ? `${Math.max(1, Math.round(link.roundTrip))} ms` : "");
    const own = this.board.digest;
    setText(part("same"), !isUp || digest === undefined ? "" : digest.hash === own.hash ? "✓ Same board" : "… Catching up");
  }
}

function row(): HTMLElement {
  return make(
    "li", { class: "person" },
    make("span", { class: "initial", "aria-hidden": "true" }),
    make("span", { class: "who" }, make("span", { class: "name" }), make("span", { class: "kind" })),
    make("span", { class: "facts" }, make("span", { class: "chip link" }), make("span", { class: "trip" }), make("span", { class: "same" })),
  );
}

function initial(name: string): string {
  return [...name][0]?.toUpperCase() ?? "?";
}

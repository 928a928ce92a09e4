import type { Files, Outgoing } from "../files/files.js";
import type { Incoming } from "../files/incoming.js";
import { byId, List, make, setText } from "./dom.js";
import { bytes, seconds } from "./format.js";

type Card = { readonly key: string; readonly incoming: Incoming } | { readonly key: string; readonly outgoing: Outgoing };

/** Files as cards: those that come, and one's own. */
export class FileCards {
  private readonly list: List<Card>;

  constructor(private readonly files: Files) {
    this.list = new List<Card>(byId("files"), ({ key }) => key, (card) => this.create(card), (item, card) => update(item, card));
  }

  show(): void {
    const cards: Card[] = [
      ...[...this.files.incoming].map(([key, incoming]) => ({ key, incoming })),
      ...[...this.files.outgoing].map(([key, outgoing]) => ({ key, outgoing })),
    ];
    this.list.show(cards);
    byId("no-files").hidden = cards.length > 0;
  }

  private create(card: Card): HTMLElement {
    const offer = "incoming" in card ? card.incoming.offer : card.outgoing.offer;
    const item = make(
      "li", { class: "file" },
      make("span", { class: "file-name" }, offer.name),
      make("span", { class: "file-from" }),
      make("progress", { max: "1", value: "0", "aria-label": `${offer.name}, how far it is` }),
      make("span", { class: "file-state" }),
    );
    if ("incoming" in card) {
      const { incoming } = card;
      const get = make("button", { type: "button", class: "small get", "aria-label": `Get ${offer.name}` }, "Get");
      get.addEventListener("click", () => void this.files.fetch(incoming));
      item.append(get, make("a", { class: "button small save", "aria-label": `Save ${offer.name}` }, "Save"));
    }
    return item;
  }
}

function update(item: HTMLElement, card: Card): void {
  const part = <T extends HTMLElement = HTMLElement>(name: string): T => item.querySelector<T>(`.${name}`)!;
  const progress = item.querySelector("progress")!;
  if ("outgoing" in card) {
    const { offer, takers } = card.outgoing;
    setText(part("file-from"), `${bytes(Number(offer.length))}, from you`);
    setText(part("file-state"), takers.size === 0 ? "Nobody has it yet" : takers.size > 3 ? `${takers.size} others have it` : `${[...takers].join(", ")} ${takers.size === 1 ? "has" : "have"} it`);
    progress.hidden = true;
    return;
  }
  const { incoming } = card;
  const { state, received, length, rate, url, offer, from } = incoming;
  item.dataset["state"] = state;
  item.dataset["sha256"] = incoming.sha256 ?? "";
  item.dataset["color"] = String(from.profile.color);
  setText(part("file-from"), `${bytes(length)}, from ${from.profile.name}`);
  progress.hidden = state !== "coming";
  progress.value = length === 0 ? 1 : received / length;
  setText(part("file-state"), {
    offered: "Large: it comes when you ask for it",
    coming: `${Math.floor((received / Math.max(1, length)) * 100)} %${rate > 0 ? `, ${bytes(rate)}/s, ${seconds((length - received) / rate)}` : ""}`,
    there: incoming.sha256 === undefined || offer.sha256 === null ? "Here" : `Here, SHA-256 ${incoming.sha256.slice(0, 8)} is right`,
    failed: `Failed: ${incoming.problem}`,
  }[state]);
  const get = part("get");
  get.hidden = state !== "offered" && state !== "failed";
  setText(get, state === "failed" ? "Try again" : "Get");
  const save = part<HTMLAnchorElement>("save");
  save.hidden = url === undefined;
  if (url !== undefined && save.getAttribute("href") !== url) {
    save.href = url;
    save.download = offer.name;
  }
}

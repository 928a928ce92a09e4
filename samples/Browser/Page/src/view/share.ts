import { byId, setText } from "./dom.js";

/** How others come in: the page's own address. */
export class Share {
  constructor(room: string, says: (text: string) => void) {
    const url = new URL(location.href);
    url.search = room === "lobby" ? "" : `?${new URLSearchParams({ room }).toString()}`;
    url.hash = "";
    setText(byId("room"), room);
    setText(byId("address"), url.href);
    byId("only-here").hidden = !["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    for (const button of document.querySelectorAll<HTMLButtonElement>(".copy")) {
      const text = button.textContent;
      button.addEventListener("click", () => {
        copy(url.href).then(
          () => {
            setText(button, "Copied");
            says("The link is copied");
            setTimeout(() => setText(button, text ?? ""), 2000);
          },
          () => prompt("Copy this address", url.href),
        );
      });
    }
  }
}

/** A page without a secure context has no clipboard. */
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

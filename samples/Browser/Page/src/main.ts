import { Drawing } from "./view/drawing.js";
import { Board } from "./board/board.js";
import { Files, newId } from "./files/files.js";
import { anyName, nameOf } from "./room/profile.js";
import { Room } from "./room/room.js";
import { byId, eachFrame, setText } from "./view/dom.js";
import { FileCards } from "./view/file-cards.js";
import { DropZone } from "./view/drop-zone.js";
import { People } from "./view/people.js";
import { Share } from "./view/share.js";
import { counted } from "./view/format.js";

const asked = new URLSearchParams(location.search);
const roomName = asked.get("room") ?? "lobby";
const name = nameOf(asked.get("name") ?? sessionStorage.getItem("name"), anyName());
const id = `page-${newId().slice(0, 10)}`;

const board = new Board();
const files = new Files();
const room = new Room(new URL("peerjs", location.href).href, roomName, id, { name, kind: "TypeScript page", color: parseInt(id.slice(-2), 16) % 8 }, board, files);

const drawing = new Drawing(board, room, say);
const people = new People(room, board);
const cards = new FileCards(files);
new DropZone(files, room, say);
new Share(roomName, say);

const show = eachFrame(() => {
  people.show();
  cards.show();
  drawing.show();
  const { strokes, hash } = board.digest;
  const digest = byId("digest");
  digest.dataset["hash"] = hash;
  digest.dataset["strokes"] = String(strokes);
  setText(digest, `${counted(strokes, "stroke", "strokes")}`);
  digest.title = `Board ${hash}`;
  byId("empty").hidden = strokes > 0 || drawing.isBusy;
  const isAlone = room.members.size === 0;
  byId("empty-alone").hidden = !isAlone;
  byId("empty-together").hidden = isAlone;
});

board.onchange = (change) => {
  drawing.changed(change);
  room.boardChanged();
  show();
};
files.onchange = room.onchange = drawing.onchange = show;
files.onsay = room.onsay = say;

const nameField = byId<HTMLInputElement>("you-name");
nameField.value = name;
nameField.addEventListener("change", () => {
  nameField.value = nameOf(nameField.value, name);
  sessionStorage.setItem("name", nameField.value);
  void room.describeSelf({ name: nameField.value });
});

room.network.joined.then(
  () => room.pickColor(),
  (why: unknown) => {
    byId("problem").hidden = false;
    setText(byId("problem"), `The room cannot be reached: ${why instanceof Error ? why.message : String(why)}. Is the server still running? Load the page again.`);
  },
);
// Says goodbye, so that the others need not look for this page.
addEventListener("pagehide", () => void room.network.close());
show();

/** Tells screen readers what happened. */
function say(text: string): void {
  byId("said").textContent = text;
}

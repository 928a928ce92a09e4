import type { Files } from "../files/files.js";
import type { Room } from "../room/room.js";
import { byId } from "./dom.js";

/** Files that are dropped anywhere on the page, or chosen. */
export class DropZone {
  constructor(
    private readonly files: Files,
    private readonly room: Room,
    private readonly says: (text: string) => void,
  ) {
    const input = byId<HTMLInputElement>("choose");
    input.addEventListener("change", () => {
      this.take(input.files);
      input.value = "";
    });
    let depth = 0;
    const show = (): void => void document.body.classList.toggle("dropping", depth > 0);
    addEventListener("dragenter", (event) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      depth++;
      show();
    });
    addEventListener("dragleave", () => {
      depth = Math.max(0, depth - 1);
      show();
    });
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      show();
      this.take(event.dataTransfer?.files);
    });
  }

  private take(list: FileList | null | undefined): void {
    for (const file of [...(list ?? [])]) {
      this.files.add(file).then(
        (offer) => {
          void this.room.all.offer(offer);
          this.says(`${offer.name} is offered to everybody`);
        },
        (failure: unknown) => this.says(failure instanceof Error ? failure.message : String(failure)),
      );
    }
  }
}

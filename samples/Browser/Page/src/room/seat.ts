import type { CallContext, Implementation, StreamSource } from "typedpeer";
import type { BoardDigest, BoardPart, Clearing, Dot, FileOffer, IBoard, Stroke } from "../api/index.js";
import { type Board, isStroke } from "../board/board.js";
import type { Files } from "../files/files.js";
import type { Member } from "./member.js";

/** What one other peer gets to call here. */
export class Seat implements Implementation<IBoard> {
  constructor(
    private readonly member: Member,
    private readonly board: Board,
    private readonly files: Files,
    private readonly changed: () => void,
  ) {}

  draw(stroke: Stroke): void {
    if (this.member.sketch?.id === stroke.id) this.member.sketch = undefined;
    this.board.add(stroke);
  }

  sketch(unfinished: Stroke): void {
    if (!isStroke(unfinished) || this.board.has(unfinished)) return;
    this.member.sketch = unfinished;
    this.changed();
  }

  point(at: Dot): void {
    this.member.pen = at;
    this.member.penAt = performance.now();
    this.changed();
  }

  clear(clearing: Clearing): void {
    this.board.clear(clearing);
  }

  compare(digest: BoardDigest): void {
    this.member.digest = digest;
    this.changed();
  }

  read(): StreamSource<BoardPart> {
    return asynchronous(this.board.parts());
  }

  offer(offer: FileOffer): void {
    this.files.take(this.member, offer);
  }

  open(id: string, _: CallContext): StreamSource<Uint8Array> {
    return this.files.open(id, this.member.profile.name);
  }
}

async function* asynchronous<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

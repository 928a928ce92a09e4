import type { Dot, Stroke } from "../api/index.js";
import type { Board, BoardChange } from "../board/board.js";
import type { Room } from "../room/room.js";
import { byId } from "./dom.js";
import { PenInput } from "./pen.js";
import { type Pen, Stage } from "./stage.js";

/** How long a pen that rests is shown. */
const penStays = 4000;

/** How often at most the pen's place, and a line that is being drawn, are told. */
const tellEvery = 33;

/** Drawing: what the own pen does becomes strokes, and goes to everybody. */
export class Drawing {
  onchange: (() => void) | undefined;

  private readonly stage: Stage;
  private number = 0;
  private sketch: Stroke | undefined;
  private pen: Dot | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly board: Board,
    private readonly room: Room,
    says: (text: string) => void,
  ) {
    this.stage = new Stage(board);
    new PenInput(this.stage, {
      draws: (dots) => {
        this.sketch = { ...(this.sketch ?? this.begin()), dots: [...dots] };
        this.tell();
      },
      drew: (dots) => this.finish(dots),
      moves: (at) => {
        this.pen = at;
        this.tell();
      },
      says,
    }, byId("crosshair"));
    byId("clear").addEventListener("click", () => {
      const clearing = { clock: board.nextClock(), author: room.network.id };
      if (board.clear(clearing)) void room.all.clear(clearing);
      says("The board is empty");
      this.stage.canvas.focus();
    });
  }

  /** Somebody draws. */
  get isBusy(): boolean {
    return this.sketch !== undefined || [...this.room.members.values()].some(({ sketch }) => sketch !== undefined);
  }

  changed(change: BoardChange): void {
    this.stage.changed(change);
  }

  show(): void {
    const members = [...this.room.members.values()];
    const sketches = members.flatMap(({ sketch }) => (sketch === undefined ? [] : [sketch]));
    this.stage.show(this.sketch === undefined ? sketches : [...sketches, this.sketch]);
    const now = performance.now();
    const pens = members.filter(({ pen, penAt }) => pen !== undefined && now - penAt < penStays);
    this.stage.showPens(pens.map(({ id, profile, pen }): Pen => ({ key: id, name: profile.name, color: profile.color, at: pen! })));
  }

  private begin(): Stroke {
    const width = Number(document.querySelector<HTMLInputElement>("input[name=width]:checked")!.value);
    return { id: `${this.room.network.id}.${++this.number}`, clock: this.board.nextClock(), color: this.room.profile.color, width, dots: [] };
  }

  private finish(dots: readonly Dot[]): void {
    const stroke = { ...(this.sketch ?? this.begin()), dots: [...dots] };
    this.sketch = undefined;
    // Later than what came meanwhile: it was finished now.
    stroke.clock = this.board.nextClock();
    if (this.board.add(stroke)) void this.room.all.draw(stroke);
    this.onchange?.();
  }

  /** Tells the others, not more often than a screen shows it. */
  private tell(): void {
    this.onchange?.();
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (this.sketch !== undefined) this.room.sketch(this.sketch);
      if (this.pen !== undefined) this.room.point(this.pen);
      this.pen = undefined;
    }, tellEvery);
  }
}

import type { Dot } from "../api/index.js";
import { boardHeight, boardWidth, maxDots } from "../board/board.js";
import { inside, type Stage } from "./stage.js";

/** What is drawn with a pen. */
export interface PenHandler {
  /** The line so far. */
  draws(dots: readonly Dot[]): void;

  /** A line is finished. */
  drew(dots: readonly Dot[]): void;

  /** The pen is here, down or not. */
  moves(at: Dot): void;

  /** What a user who sees nothing should know. */
  says(text: string): void;
}

const keys: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const smallStep = 12;
const largeStep = 60;

/** Draws with a mouse, a finger, a stylus or the keyboard. */
export class PenInput {
  private dots: Dot[] = [];
  private pointer: number | undefined;
  private isDownByKey = false;
  private at: Dot = { x: boardWidth / 2, y: boardHeight / 2 };

  constructor(
    private readonly stage: Stage,
    private readonly handler: PenHandler,
    private readonly crosshair: HTMLElement,
  ) {
    const { canvas } = stage;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"] as const) canvas.addEventListener(name, (event) => this.up(event));
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => this.lift());
    this.showCrosshair();
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || this.pointer !== undefined) return;
    this.lift();
    this.pointer = event.pointerId;
    this.stage.canvas.setPointerCapture(event.pointerId);
    this.extend(this.stage.placeOf(event.clientX, event.clientY));
  }

  private move(event: PointerEvent): void {
    const at = this.stage.placeOf(event.clientX, event.clientY);
    if (event.pointerId === this.pointer) {
      const passed = event.getCoalescedEvents?.() ?? [];
      for (const one of passed.length > 0 ? passed : [event]) this.extend(this.stage.placeOf(one.clientX, one.clientY));
    }
    this.at = at;
    this.showCrosshair();
    this.handler.moves(at);
  }

  private up(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    this.pointer = undefined;
    this.finish();
  }

  private key(event: KeyboardEvent): void {
    const direction = keys[event.key];
    if (direction !== undefined) {
      const step = event.shiftKey ? largeStep : smallStep;
      this.at = inside(this.at.x + direction[0] * step, this.at.y + direction[1] * step);
      if (this.isDownByKey) this.extend(this.at);
      this.handler.moves(this.at);
      this.showCrosshair();
    } else if (event.key === " " || event.key === "Enter") {
      if (event.repeat) return;
      if (this.isDownByKey) this.lift();
      else {
        this.isDownByKey = true;
        this.extend(this.at);
        this.showCrosshair();
        this.handler.says("Pen down");
      }
    } else if (event.key === "Escape") this.lift();
    else return;
    event.preventDefault();
  }

  private lift(): void {
    if (!this.isDownByKey) return;
    this.isDownByKey = false;
    this.finish();
    this.showCrosshair();
    this.handler.says("Pen up");
  }

  private extend(at: Dot): void {
    const last = this.dots.at(-1);
    if (last !== undefined && Math.abs(last.x - at.x) + Math.abs(last.y - at.y) < 3) return;
    this.dots.push(at);
    this.handler.draws(this.dots);
    if (this.dots.length < maxDots) return;
    // A longer line goes on as another one.
    this.finish();
    this.dots = [at];
  }

  private finish(): void {
    if (this.dots.length > 0) this.handler.drew(this.dots);
    this.dots = [];
  }

  private showCrosshair(): void {
    const { style, classList } = this.crosshair;
    style.left = `${(this.at.x / boardWidth) * 100}%`;
    style.top = `${(this.at.y / boardHeight) * 100}%`;
    classList.toggle("down", this.isDownByKey);
  }
}

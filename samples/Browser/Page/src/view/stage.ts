import type { Dot, Stroke } from "../api/index.js";
import { type Board, type BoardChange, boardHeight, boardWidth } from "../board/board.js";
import { byId, eachFrame, make, setText } from "./dom.js";
import { paint, palette } from "./paint.js";

/** Somebody's pen on the board. */
export interface Pen {
  readonly key: string;
  readonly name: string;
  readonly color: number;
  readonly at: Dot;
}

/** The board as it is seen: what is finished on one canvas, what is being drawn on another above it, and the pens of others. */
export class Stage {
  readonly canvas = byId<HTMLCanvasElement>("sketches");
  private readonly ink = byId<HTMLCanvasElement>("ink");
  private readonly pens = byId("pens");
  private readonly marks = new Map<string, HTMLElement>();
  private inks = palette();
  private sketches: readonly Stroke[] = [];
  private readonly drawSketches = eachFrame(() => this.paintSketches());
  private readonly drawAll = eachFrame(() => this.paintAll());

  constructor(private readonly board: Board) {
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.inks = palette();
      this.drawAll();
      this.drawSketches();
    });
  }

  changed(change: BoardChange): void {
    if (change === "all") this.drawAll();
    else paint(this.context(this.ink), change.top, this.inks);
  }

  /** Shows what is being drawn. */
  show(sketches: readonly Stroke[]): void {
    if (sketches.length === 0 && this.sketches.length === 0) return;
    this.sketches = sketches;
    this.drawSketches();
  }

  showPens(pens: readonly Pen[]): void {
    const left = new Set(this.marks.keys());
    for (const { key, name, color, at } of pens) {
      left.delete(key);
      let mark = this.marks.get(key);
      if (mark === undefined) {
        mark = make("div", { class: "pen" }, make("span"));
        this.marks.set(key, mark);
        this.pens.append(mark);
      }
      mark.dataset["color"] = String(color);
      mark.style.left = `${(at.x / boardWidth) * 100}%`;
      mark.style.top = `${(at.y / boardHeight) * 100}%`;
      mark.classList.toggle("leftwards", at.x > boardWidth * 0.8);
      setText(mark.firstElementChild!, name);
    }
    for (const key of left) {
      this.marks.get(key)!.remove();
      this.marks.delete(key);
    }
  }

  /** Where on the board something on the screen is. */
  placeOf(clientX: number, clientY: number): Dot {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return inside(((clientX - left) / width) * boardWidth, ((clientY - top) / height) * boardHeight);
  }

  private fit(): void {
    const { width, height } = this.canvas.getBoundingClientRect();
    for (const canvas of [this.ink, this.canvas]) {
      canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
      canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
    }
    this.paintAll();
    this.paintSketches();
  }

  private context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const context = canvas.getContext("2d")!;
    context.setTransform(canvas.width / boardWidth, 0, 0, canvas.height / boardHeight, 0, 0);
    return context;
  }

  private paintAll(): void {
    const context = this.context(this.ink);
    context.clearRect(0, 0, boardWidth, boardHeight);
    for (const stroke of this.board.strokes) paint(context, stroke, this.inks);
  }

  private paintSketches(): void {
    const context = this.context(this.canvas);
    context.clearRect(0, 0, boardWidth, boardHeight);
    for (const stroke of this.sketches) paint(context, stroke, this.inks);
  }
}

/** The nearest place that is on the board. */
export function inside(x: number, y: number): Dot {
  return { x: Math.round(Math.min(Math.max(x, 0), boardWidth)), y: Math.round(Math.min(Math.max(y, 0), boardHeight)) };
}

import type { Stroke } from "../api/index.js";
import { colors } from "../board/board.js";

/** The colours of peers, as the style sheet has them for this mode. */
export function palette(): string[] {
  const style = getComputedStyle(document.documentElement);
  return Array.from({ length: colors }, (_, i) => style.getPropertyValue(`--peer-${i}`).trim());
}

/** Paints a stroke, smoothly, in the board's units. */
export function paint(context: CanvasRenderingContext2D, { dots, color, width }: Stroke, inks: readonly string[]): void {
  const first = dots[0];
  if (first === undefined) return;
  context.strokeStyle = context.fillStyle = inks[color] ?? "";
  context.lineWidth = width;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  if (dots.length === 1) {
    context.arc(first.x, first.y, width / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.moveTo(first.x, first.y);
  for (let i = 1; i < dots.length - 1; i++) {
    const { x, y } = dots[i]!;
    const next = dots[i + 1]!;
    context.quadraticCurveTo(x, y, (x + next.x) / 2, (y + next.y) / 2);
  }
  const last = dots[dots.length - 1]!;
  context.lineTo(last.x, last.y);
  context.stroke();
}

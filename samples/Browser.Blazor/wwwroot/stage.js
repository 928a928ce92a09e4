// The board on the screen: canvases, pointers, keys, and the pens of others. What is drawn, and where the own pen is, is for .NET to say (Drawing/Stage.cs, Drawing/Pen.cs).
const boardWidth = 1600;
const boardHeight = 1200;
const colors = 8;
const drawingKeys = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ", "Enter", "Escape"]);

const byId = (id) => document.getElementById(id);
const marks = new Map();
let strokes = [];
let sketches = [];
let inks = [];

/** Begins to tell a pen in .NET what the pointer and the keys do, in the board's units. */
export function start(pen) {
  const canvas = byId("sketches");
  let pointer;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || pointer !== undefined) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    pen.invokeMethod("Down", placeOf(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const passed = event.pointerId === pointer ? event.getCoalescedEvents?.() ?? [] : [];
    pen.invokeMethod("Move", (passed.length > 0 ? passed : [event]).flatMap((one) => placeOf(canvas, one)), event.pointerId === pointer);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => {
      if (event.pointerId !== pointer) return;
      pointer = undefined;
      pen.invokeMethod("Up");
    });
  }
  canvas.addEventListener("keydown", (event) => {
    if (!drawingKeys.has(event.key)) return;
    event.preventDefault();
    pen.invokeMethod("Key", event.key, event.shiftKey, event.repeat);
  });
  canvas.addEventListener("blur", () => pen.invokeMethod("Lift"));
  new ResizeObserver(fit).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", fit);
}

/** Adds strokes on top of the others, or instead of them. */
export function draw(added, isAll) {
  const context = contextOf(byId("ink"));
  if (isAll) {
    strokes = [];
    context.clearRect(0, 0, boardWidth, boardHeight);
  }
  strokes.push(...added);
  for (const stroke of added) paint(context, stroke);
}

/** Shows what is not finished, instead of what was shown before. */
export function sketch(unfinished) {
  sketches = unfinished;
  const context = contextOf(byId("sketches"));
  context.clearRect(0, 0, boardWidth, boardHeight);
  for (const stroke of sketches) paint(context, stroke);
}

/** Shows the pens of others. */
export function showPens(pens) {
  const left = new Set(marks.keys());
  for (const { key, name, color, x, y } of pens) {
    left.delete(key);
    let mark = marks.get(key);
    if (mark === undefined) {
      mark = document.createElement("div");
      mark.className = "pen";
      mark.append(document.createElement("span"));
      marks.set(key, mark);
      byId("pens").append(mark);
    }
    place(mark, x, y);
    mark.dataset.color = color;
    mark.classList.toggle("leftwards", x > boardWidth * 0.8);
    mark.firstElementChild.textContent = name;
  }
  for (const key of left) {
    marks.get(key).remove();
    marks.delete(key);
  }
}

/** Shows where the own pen is, for those who move it by keys. */
export function showCrosshair(x, y, isDown) {
  place(byId("crosshair"), x, y);
  byId("crosshair").classList.toggle("down", isDown);
}

function place(element, x, y) {
  element.style.left = `${(x / boardWidth) * 100}%`;
  element.style.top = `${(y / boardHeight) * 100}%`;
}

function placeOf(canvas, { clientX, clientY }) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const inside = (value, most) => Math.round(Math.min(Math.max(value * most, 0), most));
  return [inside((clientX - left) / width, boardWidth), inside((clientY - top) / height, boardHeight)];
}

/** Another size, or other colours: all is painted again. */
function fit() {
  const style = getComputedStyle(document.documentElement);
  inks = Array.from({ length: colors }, (_, i) => style.getPropertyValue(`--peer-${i}`).trim());
  const { width, height } = byId("sketches").getBoundingClientRect();
  for (const canvas of [byId("ink"), byId("sketches")]) {
    canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
    canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
  }
  draw(strokes, true);
  sketch(sketches);
}

function contextOf(canvas) {
  const context = canvas.getContext("2d");
  context.setTransform(canvas.width / boardWidth, 0, 0, canvas.height / boardHeight, 0, 0);
  return context;
}

/** Paints a stroke, smoothly; its dots are numbers, two each. */
function paint(context, { color, width, dots }) {
  context.strokeStyle = context.fillStyle = inks[color];
  context.lineWidth = width;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  if (dots.length === 2) {
    context.arc(dots[0], dots[1], width / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.moveTo(dots[0], dots[1]);
  for (let i = 2; i < dots.length - 2; i += 2) {
    context.quadraticCurveTo(dots[i], dots[i + 1], (dots[i] + dots[i + 2]) / 2, (dots[i + 1] + dots[i + 3]) / 2);
  }
  context.lineTo(dots.at(-2), dots.at(-1));
  context.stroke();
}

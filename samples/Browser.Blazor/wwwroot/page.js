// What else of the page only a script reaches: files that are dropped or chosen, saved ones, the clipboard, and the end of the page.
const files = new Map();
let next = 0;

/** Begins to tell .NET of files, and of the end. */
export function start(app) {
  const take = (list) => {
    for (const file of list ?? []) {
      const key = next++;
      files.set(key, file);
      void app.invokeMethodAsync("ShareAsync", key, file.name, file.size);
    }
  };
  const input = document.getElementById("choose");
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  let depth = 0;
  const enter = (now) => {
    depth = Math.max(0, now);
    document.body.classList.toggle("dropping", depth > 0);
  };
  addEventListener("dragenter", (event) => {
    if (event.dataTransfer?.types.includes("Files")) enter(depth + 1);
  });
  addEventListener("dragleave", () => enter(depth - 1));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    enter(0);
    take(event.dataTransfer?.files);
  });
  addEventListener("pagehide", () => app.invokeMethod("Leave"));
}

/** A file that was shared, to be read from .NET. */
export function open(key) {
  return files.get(key);
}

/** Keeps what came, and returns where. Never as the type that its owner says: a page of a stranger's must not open as one of ours. */
export async function keep(stream) {
  return URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: "application/octet-stream" }));
}

/** Forgets a file that is shared no more. */
export function close(key) {
  files.delete(key);
}

/** The page wears its peer's colour. */
export function wear(color) {
  document.documentElement.dataset.color = color;
}

/** A page without a secure context has no clipboard: it shows what is to be copied. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    prompt("Copy this address", text);
    return false;
  }
}

export function focusBoard() {
  document.getElementById("sketches").focus();
}

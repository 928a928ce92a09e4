// What Vite has built: the part of the page that only calls has nothing of what it does not use, and the whole runs.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const dist = join(import.meta.dirname, "dist");

/** A module with all that it imports. */
function read(file, seen = new Set()) {
  const path = join(dist, file);
  if (seen.has(path) || !existsSync(path)) return "";
  seen.add(path);
  const text = readFileSync(path, "utf8");
  return text + [...text.matchAll(/from\s*["'](\.[^"']+)["']/g)].map(([, imported]) => read(imported, seen)).join("");
}

const calls = read("calls.js");
const has = { "an address": "is not an address such as", calls: "The arguments of", streams: "past the credit of its stream" };
const lacks = {
  serving: "The handler of", resuming: "TypedPeer session key", objects: "RELEASE of more references than were shared", networks: "rooms-unsupported", channels: "Nobody reads the channel",
};
const wrong = [
  ...Object.entries(has).flatMap(([what, text]) => (calls.includes(text) ? [] : [`lacks ${what}`])),
  ...Object.entries(lacks).flatMap(([what, text]) => (calls.includes(text) ? [`has ${what}`] : [])),
];
if (wrong.length > 0) {
  console.error(`The part that only calls ${wrong.join(", and ")}.`);
  process.exit(1);
}
await import("./dist/memory.js");

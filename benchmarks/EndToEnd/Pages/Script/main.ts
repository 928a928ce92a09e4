import { handWritten } from "./hand-written.js";
import { ours } from "./ours.js";

Object.assign(globalThis, { ours, handWritten });

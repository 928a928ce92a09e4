import { capnWeb } from "./capn-web.js";

Object.assign(globalThis, { capnWeb });

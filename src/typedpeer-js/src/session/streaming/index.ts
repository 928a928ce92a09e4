export { streams } from "./streams.js";

export { delivery } from "./delivery.js";

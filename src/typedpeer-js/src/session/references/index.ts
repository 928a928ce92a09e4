export { references, release } from "./reference-table.js";

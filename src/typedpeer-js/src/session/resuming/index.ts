export { resume } from "./resume.js";

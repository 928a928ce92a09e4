// What most pages do: a link that serves, resumes and is made again. Its script is measured, contract included.
import { dial } from "typedpeer";
import { IEcho } from "./echo.js";

const link = dial("typedpeer://example").serve(IEcho, { echo: (text) => text });
console.log(await link.remote(IEcho).echo("Hello"));

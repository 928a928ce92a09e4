// The least a page does: it dials an address and makes one call. Its script is measured, contract included.
import { dialToCall } from "typedpeer";
import { IEcho } from "./echo.js";

console.log(await dialToCall("typedpeer://example").remote(IEcho).echo("Hello"));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface Person {
  name: string;
  age: number;
  friends: Person[];
}

export const Person: $.Codec<Person> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<Person>("Person", () => ({
  name: $.string,
  age: $.int32,
  friends: $.list(Person),
})));

export interface Point {
  x: number;
  y: number;
}

export const Point: $.Codec<Point> = /* @__PURE__ */ $.struct<Point>(() => ({ x: $.int32, y: $.float64 }));

export interface Tick {
  at: $.DateTimeOffset;
  value: number;
}

export const Tick: $.Codec<Tick> = /* @__PURE__ */ $.struct<Tick>(() => ({ at: $.dateTimeOffset, value: $.float64 }));

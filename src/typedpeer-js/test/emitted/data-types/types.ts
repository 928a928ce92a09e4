// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface Account {
  owner: string;
  _balance: $.Decimal;
}

export const Account: $.Codec<Account> = /* @__PURE__ */ $.object<Account>("Account", () => ({ owner: $.string, _balance: $.decimal }));

export interface Circle {
  radius: number;
}

export const Circle: $.Codec<Circle> = /* @__PURE__ */ $.object<Circle>("Circle", () => ({ radius: $.float64 }));

export interface Group {
  shapes: IShape[];
}

export const Group: $.Codec<Group> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.object<Group>("Group", () => ({
  shapes: $.list(IShape),
})));

export type IShape =
  | ({ $type: "Circle" } & Circle)
  | ({ $type: "Group" } & Group);

export const IShape: $.Codec<IShape> = /* @__PURE__ */ $.recursive(/* @__PURE__ */ $.union<IShape>("IShape", () => ({
  Circle: [0, Circle],
  Group: [1, Group],
})));

export interface Settings {
  name: string;
  width?: number;
  note?: string | null;
}

export const Settings: $.Codec<Settings> = /* @__PURE__ */ $.tolerant<Settings>("Settings", () => ({
  name: [0, $.string, "needed"],
  width: [1, $.int32],
  note: [2, $.nullable($.string)],
}));

import { colors } from "../board/board.js";

/** What a peer says of itself to the room. */
export interface Profile {
  readonly name: string;

  /** What kind of program it is, for people. */
  readonly kind: string;
  readonly color: number;
}

const maxName = 24;
const adjectives = ["Quiet", "Swift", "Bright", "Early", "Calm", "Brave", "Clever", "Lucky"];
const animals = ["Heron", "Otter", "Fox", "Wren", "Badger", "Lynx", "Finch", "Hare"];

/** Makes of anything what may be shown as a name. */
export function nameOf(value: unknown, otherwise: string): string {
  const text = typeof value === "string" ? value.replace(/[\p{C}\s]+/gu, " ").trim().slice(0, maxName) : "";
  return text === "" ? otherwise : text;
}

/** What a peer's metadata says, which may be anything. */
export function profileOf(metadata: unknown, id: string): Profile {
  const { name, kind, color } = (typeof metadata === "object" && metadata !== null ? metadata : {}) as Record<string, unknown>;
  return {
    name: nameOf(name, id.slice(0, maxName)),
    kind: nameOf(kind, "peer"),
    color: typeof color === "number" && Number.isInteger(color) && color >= 0 && color < colors ? color : 0,
  };
}

/** A name for somebody who gave none. */
export function anyName(): string {
  const pick = (words: readonly string[]): string => words[Math.floor(Math.random() * words.length)]!;
  return `${pick(adjectives)} ${pick(animals)}`;
}

/** A colour that nobody has, or any where all are taken. */
export function freeColor(taken: ReadonlySet<number>, wanted: number): number {
  for (let i = 0; i < colors; i++) if (!taken.has((wanted + i) % colors)) return (wanted + i) % colors;
  return wanted % colors;
}

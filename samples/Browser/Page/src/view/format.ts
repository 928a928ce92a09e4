const units = ["B", "KB", "MB", "GB"];

/** A number of bytes for people: 3.2 MB. */
export function bytes(count: number): string {
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return `${unit === 0 || count >= 100 ? Math.round(count) : count.toFixed(1)} ${units[unit]}`;
}

export function seconds(count: number): string {
  if (!Number.isFinite(count)) return "";
  return count < 60 ? `${Math.max(1, Math.round(count))} s left` : `${Math.round(count / 60)} min left`;
}

export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Finds an element of the page by its id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page lacks #${id}.`);
  return found as T;
}

type Content = Node | string | undefined;

/** Makes an element. Text is always text: what peers say is never read as markup. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Readonly<Record<string, string>> = {}, ...content: Content[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content.filter((one) => one !== undefined));
  return element;
}

/** Replaces text where it differs, so that nothing is read out twice. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Shows a list: an item each, which is made once and then kept up to date. */
export class List<T> {
  private readonly items = new Map<string, HTMLElement>();

  constructor(
    private readonly list: HTMLElement,
    private readonly key: (value: T) => string,
    private readonly create: (value: T) => HTMLElement,
    private readonly update: (item: HTMLElement, value: T) => void,
  ) {}

  show(values: readonly T[]): void {
    const left = new Set(this.items.keys());
    values.forEach((value, place) => {
      const key = this.key(value);
      left.delete(key);
      let item = this.items.get(key);
      if (item === undefined) this.items.set(key, (item = this.create(value)));
      this.update(item, value);
      if (this.list.children[place] !== item) this.list.insertBefore(item, this.list.children[place] ?? null);
    });
    for (const key of left) {
      this.items.get(key)!.remove();
      this.items.delete(key);
    }
  }
}

/** Calls a function once for each frame that needs it. */
export function eachFrame(draw: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    const run = (): void => {
      if (!isAsked) return;
      isAsked = false;
      draw();
    };
    requestAnimationFrame(run);
    // A page in the background has no frames, and still tells what is so when it is asked.
    setTimeout(run, 250);
  };
}

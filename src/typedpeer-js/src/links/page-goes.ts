/**
 * Does something when the page goes for good: closed, left or loaded again. Nothing runs behind that task but what it has queued as microtasks. A page that is only put aside (`persisted`) goes on
 * when it is taken up again, as after any loss. In Node and in workers there is no such event. Returns what takes it back.
 */
export function whenPageGoes(action: () => void): () => void {
  const hidden = (event: PageTransitionEvent): void => {
    if (!event.persisted) action();
  };
  globalThis.addEventListener?.("pagehide", hidden);
  return () => globalThis.removeEventListener?.("pagehide", hidden);
}

/** Things of which there are only so many: who wants one waits until one is free. */
export interface Shelf<T> {
  readonly take: () => Promise<T>;
  readonly give: (item: T) => void;
}

export function createShelf<T>(): Shelf<T> {
  const free: T[] = [];
  const waiting: ((item: T) => void)[] = [];
  const take = (): Promise<T> => {
    const item = free.pop();
    return item === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(item);
  };
  const give = (item: T): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(item);
    else next(item);
  };
  return { take, give };
}

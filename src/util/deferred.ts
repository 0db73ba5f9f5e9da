/** A promise that is settled from outside. */
export interface Deferred<T> {
  promise: Promise<T>;
  /** Later calls change nothing. */
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

/** Node's `Promise.withResolvers`, which older versions lack. */
export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}

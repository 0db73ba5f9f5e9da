/** A promise that is settled from outside. */
export interface Deferred<T> {
  promise: Promise<T>;
  /** Later calls change nothing. */
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

/** What `Promise.withResolvers` is on newer versions of Node. */
export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}

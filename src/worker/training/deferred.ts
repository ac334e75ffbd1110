export interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: Error): void
}

/** Promise.withResolvers, which the Node of older Electrons lacks. */
export function createDeferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = unset
  let reject: (error: Error) => void = unset
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

function unset(): void {
  // replaced before anybody can call it: a promise runs its executor at once
}

/** Bytes that nobody reads once they are sent. A host that disposes of bodies gives their memory back then; in others the
 * garbage collector does, which long answers set going every few dozen requests.
 * @param bytes in memory of their own, none of a pool */
export function sentOnce(bytes: Uint8Array<ArrayBuffer>): Uint8Array & Disposable {
  return Object.assign(bytes, {
    [Symbol.dispose]: () => {
      bytes.buffer.transfer(0);
    },
  });
}

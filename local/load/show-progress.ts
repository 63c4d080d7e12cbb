import type { Progress } from './progress-file.ts';

/** Keeps one line of progress on a terminal, or writes one now and then where there is none.
 * @param total of positions */
export function progressLine(stream: NodeJS.WriteStream, total: number, from: Progress | undefined) {
  const began = Date.now();
  const before = from ? items(from) : 0;
  const every = stream.isTTY ? 200 : 10_000;
  let last = began;
  let isOpen = false;
  return {
    show: (progress: Progress) => {
      if (Date.now() - last < every) return;
      last = Date.now();
      const rate = Math.round((items(progress) - before) / ((last - began) / 1000));
      const share = total > 0 ? Math.floor((100 * progress.position.at) / total) : 100;
      const text = `${share} %, ${items(progress)} items, ${rate}/s, ${progress.rejected} rejected`;
      stream.write(stream.isTTY ? `\r\u001B[K${text}` : `${text}\n`);
      isOpen = stream.isTTY;
    },
    /** A line of its own. */
    say: (line: string) => {
      stream.write(`${isOpen ? '\r\u001B[K' : ''}${line}\n`);
      isOpen = false;
    },
  };
}

export function items({ created, updated, unchanged, rejected }: Progress): number {
  return created + updated + unchanged + rejected;
}

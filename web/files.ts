import { createHash } from 'node:crypto';
import { clientScript } from './client.ts';
import { icon } from './icon.ts';
import { style } from './style.ts';

/** A file that pages load. It is text in the code, so that it is there in a bundle too. */
export interface WebFile {
  readonly type: string;
  readonly text: string;
  /** Changes with the text. */
  readonly version: string;
}

export const webFiles: ReadonlyMap<string, WebFile> = new Map([
  ['revisit.css', file('text/css; charset=utf-8', style)],
  ['revisit.js', file('text/javascript; charset=utf-8', clientScript)],
  ['icon.svg', file('image/svg+xml', icon)],
]);

export const styleUrl = urlOf('revisit.css');
export const clientUrl = urlOf('revisit.js');

function file(type: string, text: string): WebFile {
  return { type, text, version: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}

function urlOf(name: string): string {
  return `/web/${name}?v=${webFiles.get(name)?.version}`;
}

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Splits a command line into program and arguments the way Azure Batch on Linux does without a shell: white space
 * separates, single and double quotes hold together, a backslash takes the next character as it is (in double quotes
 * only before `"` and `\`). Nothing is expanded: `$VAR`, `*`, `|` and `>` are plain characters. */
export function splitCommandLine(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    const next = text.charAt(i + 1);
    if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === undefined && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (char === quote) quote = undefined;
    else if (char === '\\' && next !== '' && quote !== "'" && (quote === undefined || next === '"' || next === '\\')) {
      word = (word ?? '') + next;
      i++;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** The file that a program's name means: a path against the working directory, a bare name by the task's PATH.
 * @returns undefined when there is no such executable file */
export function findProgram(name: string, workingDirectory: string, path: string): string | undefined {
  const candidates = name.includes('/')
    ? [resolve(workingDirectory, name)]
    : path
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, name));
  return candidates.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitCommandLine } from '../../../local/batch/command-line.ts';

describe('splitCommandLine', () => {
  // What sh gives for the same text with `printf '%s\n'`, where no expansion takes part.
  const cases = [
    { text: 'node task.js  --tile 7', words: ['node', 'task.js', '--tile', '7'] },
    { text: `sh -c 'echo "a b"; exit 1'`, words: ['sh', '-c', 'echo "a b"; exit 1'] },
    { text: String.raw`sh -c "echo \"a\" 'b'"`, words: ['sh', '-c', `echo "a" 'b'`] },
    { text: String.raw`a\ b "c\d" 'e\f'`, words: ['a b', String.raw`c\d`, String.raw`e\f`] },
    { text: `a"b c"d ''`, words: ['ab cd', ''] },
    { text: '\t a \n', words: ['a'] },
    { text: 'echo $HOME | cat > x && y', words: ['echo', '$HOME', '|', 'cat', '>', 'x', '&&', 'y'] },
  ];
  for (const { text, words } of cases) it(text, () => assert.deepEqual(splitCommandLine(text), words));
});

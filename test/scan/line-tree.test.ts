import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineTree } from '../../src/scan/line-tree.ts';

/** Lines in which a run of `#` is what differs from line to line; leaves are the lines as first learnt. */
function createTree() {
  const tree = createLineTree<'hole', string>();
  return {
    learn(line: string) {
      const found = [...line.matchAll(/#+/g)];
      const from = found.map(({ index }) => index);
      const to = found.map(({ 0: run, index }) => index + run.length);
      const fields = found.map(() => 'hole' as const);
      tree.learn(viewOf(line), 0, line.length, { from, to, fields, length: from.length }, line);
    },
    find(line: string) {
      const view = viewOf(line);
      return tree.find(view, 0, line.length, (_, at) => {
        let next = at;
        while (view.getUint8(next) === 35) next += 1;
        return next === at ? -1 : next;
      });
    },
  };
}

function viewOf(line: string): DataView {
  return new DataView(Uint8Array.from([...Buffer.from(line), ...Array<number>(8).fill(0)]).buffer);
}

it.each([
  ['the same line', '{"a":#,"b":"x"}', '{"a":#,"b":"x"}', true],
  ['one that differs where lines may', '{"a":#,"b":"x"}', '{"a":#####,"b":"x"}', true],
  ['one that differs elsewhere', '{"a":#,"b":"x"}', '{"a":#,"b":"y"}', false],
  ['one that differs in its last byte', '{"a":#,"b":"x"}', '{"a":#,"b":"x"]', false],
  ['a shorter one', '{"a":#,"b":"x"}', '{"a":#,"b":"x"', false],
  ['a longer one', '{"a":#,"b":"x"}', '{"a":#,"b":"x"}}', false],
  ['one without what differs', '{"a":#,"b":"x"}', '{"a":,"b":"x"}', false],
])('after one line, %s', (_, learnt, line, isFound) => {
  const tree = createTree();
  expect(tree.find(line)).toBeUndefined();
  tree.learn(learnt);
  expect(tree.find(line)).toBe(isFound ? learnt : undefined);
});

/** Alike for a while, then one word or another, of any length: so that runs are split everywhere. */
const lines = fc
  .array(fc.constantFrom('a', 'ab', 'abcdefghijklmnopq', 'abcdefghijklmnopr', 'b', ':#', ':##'), {
    maxLength: 6,
  })
  // What stands before a hole decides that it is one, as a name does in JSON: here a colon.
  .map((words) => `{${words.join(',')}}`);

it('every line that was learnt is found, and no other', () => {
  const property = fc.property(fc.array(lines, { maxLength: 20 }), lines, (learnt, other) => {
    const tree = createTree();
    const sameRuns = (a: string, b: string) => a.replace(/#+/g, '#') === b.replace(/#+/g, '#');
    for (const line of learnt) if (tree.find(line) === undefined) tree.learn(line);
    for (const line of [...learnt, other]) {
      expect(tree.find(line)).toBe(learnt.find((each) => sameRuns(each, line)));
    }
  });
  fc.assert(property, { numRuns: 500 });
});

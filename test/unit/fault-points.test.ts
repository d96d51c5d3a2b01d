import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { top } from '../support/document.ts';

// The kill sweep ends the daemon at every `faultPoint` it passes. A durable step without one would never be swept, so
// each function that takes such a step marks it. The sources are read rather than a run watched: this needs no tracer
// of system calls, sees steps that only a rare failure takes, and names the line.
const DURABLE = new Set([
  'rename',
  'renameSync',
  'link',
  'linkSync',
  'unlink',
  'unlinkSync',
  'fsync',
  'fsyncSync',
  'sync',
]);

const sources = readdirSync(join(top, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(join(top, 'src', path), 'utf8') }));

/** Where durable steps are taken in functions that mark none: `file:line step`. */
function findUnmarked(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const step = nameStep(node);
    if (step !== undefined && !findFunction(node).getText(file).includes('faultPoint(')) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.push(`${path}:${line + 1} ${step}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** A call that renames, links, unlinks or flushes a file; a git command that writes. */
function nameStep(node: ts.Node): string | undefined {
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'writes') {
    return node.initializer.kind === ts.SyntaxKind.TrueKeyword ? 'git' : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  return ts.isIdentifier(name) && DURABLE.has(name.text) ? name.text : undefined;
}

/** The innermost function with a body of statements around a node; the file where there is none. */
function findFunction(node: ts.Node): ts.Node {
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (ts.isFunctionLike(around) && 'body' in around && around.body && ts.isBlock(around.body)) {
      return around;
    }
  }
  return node.getSourceFile();
}

it('every function that takes a durable step marks it for the kill sweep', () => {
  expect(sources.flatMap(({ path, text }) => findUnmarked(path, text))).toEqual([]);
});

it('a step without a mark is found', () => {
  expect(findUnmarked('a.ts', 'function save() {\n  renameSync(a, b);\n}')).toEqual(['a.ts:2 renameSync']);
  expect(findUnmarked('a.ts', 'const save = () => git(home, args, { writes: true });')).toEqual([
    'a.ts:1 git',
  ]);
  expect(findUnmarked('a.ts', "function save() { renameSync(a, b); faultPoint('saved'); }")).toEqual([]);
});

it('every mark has a name of its own', () => {
  const names = sources.flatMap(({ text }) =>
    [...text.matchAll(/faultPoint\('([^']+)'\)/g)].map(([, name = '']) => name),
  );
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

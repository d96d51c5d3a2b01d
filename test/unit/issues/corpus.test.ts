import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readIssueLines } from '../../../src/issues/issue-lines.ts';
import { readStatusWord } from '../../../src/issues/issue-status.ts';
import { readImport } from '../../../src/issues/read-import.ts';
import { readSolutionLines } from '../../../src/issues/solution-lines.ts';

// Issues and solutions that people wrote for other tools; they are not part of this repository.
const FOLDER = resolve(import.meta.dirname, '../../../../shared/corpus/solutions');

const NEITHER = 'it has no tasks, so it is no solution, and no id, so it is no issue';

/** What is no issue and no solution, and why a person would agree. Every other file is one, or has one to a line. */
const REFUSED: [string, string][] = [
  ['ccw-issues-jsonl-schema.json', NEITHER],
  ['ccw-queue-schema.json', NEITHER],
  ['ccw-solution-schema.json', NEITHER],
  ['__queues__index.json', NEITHER],
  ['__plan.json', NEITHER],
];

function testCorpus(): void {
  const names = readdirSync(FOLDER).sort();
  const read = (name: string) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    return { text, ...readImport({ path: name, text }) };
  };
  const accepted = names.filter((name) => !REFUSED.some(([part]) => name.includes(part)));

  test.each(accepted)('%s can be imported', (name) => {
    const { text, items, problems } = read(name);
    expect(problems).toEqual([]);
    expect(items).toHaveLength(text.trim().split('\n').length);
    for (const item of items) {
      expect(item.id).toMatch(/^(?:ISS|DSC)-[\d-]+$/);
      if (item.kind === 'solution') {
        expect(name).toContain(`__${item.id}.jsonl`);
        expect(item.title).not.toMatch(/undefined|^$/);
        expect(item.tasks).toBeGreaterThan(0);
        expect(readSolutionLines(item.json).diagnostics).toEqual([]);
      }
      expect(JSON.stringify(JSON.parse(item.json))).toBe(item.json);
    }
  });

  test.each(REFUSED)('%s is refused: %s', (part, reason) => {
    const { items, problems } = read(names.find((name) => name.includes(part)) ?? '');
    expect(items).toEqual([]);
    expect(problems[0]).toContain(reason);
  });

  test('the issues have titles, statuses and bound solutions', () => {
    const name = names.find((one) => one.endsWith('__issues.jsonl')) ?? '';
    const { lines, diagnostics } = readIssueLines(read(name).text);
    expect(diagnostics).toEqual([]);
    expect(lines).toHaveLength(23);
    for (const { issue } of lines) {
      expect(issue.title).not.toMatch(/undefined|^$/);
      expect(readStatusWord(issue.status)).toBeDefined();
      expect(issue.priority).toBeGreaterThanOrEqual(1);
    }
  });
}

// Nothing is reported as skipped: without the corpus there is one test that says so.
if (existsSync(FOLDER)) describe('issues and solutions in the wild', testCorpus);
else {
  test('there is no corpus to read', () => {
    console.warn(`not tested: issues and solutions in the wild, since there is no corpus at ${FOLDER}`);
  });
}

import { describe, expect, test } from 'vitest';
import { parseSolution } from '../../../src/artifacts/solution.ts';
import { onlyTask, parseSolutionValue } from '../../support/artifacts.ts';

function readTask(value: object) {
  return onlyTask(parseSolutionValue({ tasks: [{ id: 'T1', title: 'Brew tea', ...value }] }));
}

describe('verification', () => {
  test('commands are run, sentences are criteria', () => {
    const read = readTask({
      test: { commands: ['npm test'] },
      convergence: {
        criteria: ['It steams'],
        verification: 'npm run lint',
        definition_of_done: 'Nobody is burnt',
      },
      acceptance: {
        criteria: [],
        verification: ['npm test passes', '`make check`', 'Run make'],
        manual_checks: ['Taste'],
      },
    });
    expect(read.verify.map(({ text }) => text)).toEqual(['npm test', 'npm run lint', 'make check']);
    expect(read.doneWhen).toEqual(['It steams', 'Nobody is burnt', 'npm test passes', 'Run make', 'Taste']);
    expect(read.notRun).toEqual(['npm test passes', 'Run make']);
  });

  test('a sentence that nothing runs is told, where it stands', () => {
    const text = `{
  "tasks": [{ "id": "T1", "title": "Brew", "convergence": {
    "verification": [
      "grep -q hot tea.txt",
      "The lid fits, as ${'o'.repeat(90)}ne sees"
    ]
  } }]
}`;
    expect(parseSolution('docs/issues/ISS-1.json', text).diagnostics).toEqual([
      {
        severity: 'hint',
        rule: 'not-run',
        message: expect.stringMatching(
          /^nothing runs "The lid fits, as o{60}…", by which task T1 is to be verified/,
        ),
        line: 5,
        column: 7,
      },
    ]);
  });

  test('the older shape as a plain list', () => {
    expect(readTask({ acceptance: ['It steams'] }).doneWhen).toEqual(['It steams']);
  });
});

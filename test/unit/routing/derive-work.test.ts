import { describe, expect, test } from 'vitest';
import { deriveWork } from '../../../src/routing/derive-work.ts';
import type { Task } from '../../../src/tasks/task.ts';
import { makeScript, makeTask } from '../../support/executor-request.ts';

const derive = (task: Partial<Task>): string => deriveWork(makeTask(task)).work;

describe('the kind of work', () => {
  test.each([
    ['Explore how sessions are stored', 'exploration'],
    ['Locate the callers of login()', 'exploration'],
    ['Review the new API', 'code-review'],
    ['Audit all uses of eval', 'code-review'],
    ['Investigate slow start-up', 'analysis'],
    ['Analyse why retries double', 'analysis'],
    ['Research OAuth best practices', 'research'],
    ['Compare approaches to caching', 'options'],
    ['Gather two or three options for the queue', 'options'],
    ['Decide whether guests may post', 'orchestration'],
    ['Choose the name of the product', 'orchestration'],
    ['Add the login form', 'implementation'],
    ['Refactor the session store', 'implementation'],
    ['', 'implementation'],
  ])('"%s" is told by the title: %s', (title, work) => {
    expect(derive({ title })).toBe(work);
  });

  test.each([
    'Review form',
    'Audit log for admins',
    'Trace requests',
    'Map errors to exit codes',
    'Evaluate lazily',
    'List options in the menu',
  ])('"%s" names a thing to build', (title) => {
    expect(derive({ title })).toBe('implementation');
  });

  test('a task that declares files writes them, whatever its title says', () => {
    expect(derive({ title: 'Review the parser', files: [{ kind: 'modify', path: 'a.ts' }] })).toBe(
      'implementation',
    );
  });

  test('its own word comes first, in any case', () => {
    const files = [{ kind: 'modify' as const, path: 'a.ts' }];
    expect(derive({ work: 'Code  Review', files })).toBe('code-review');
    expect(derive({ work: 'Synthesis' })).toBe('orchestration');
    expect(derive({ work: 'auto', title: 'Research it' })).toBe('research');
  });

  test('a solution tells by its action', () => {
    expect(derive({ action: 'Investigate' })).toBe('analysis');
    expect(derive({ action: 'Create' })).toBe('implementation');
  });

  test('the backend tells where nothing else does', () => {
    expect(derive({ backend: 'gemini' })).toBe('research');
    expect(derive({ backend: 'gemini', files: [{ kind: 'create', path: 'a' }] })).toBe('implementation');
    expect(derive({ backend: 'codex+gemini' })).toBe('options');
  });

  test('a task with commands to run is no decision', () => {
    expect(derive({ title: 'Decide by benchmark', commands: [makeScript('make bench')] })).toBe(
      'implementation',
    );
  });
});

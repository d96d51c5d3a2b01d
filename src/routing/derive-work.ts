import type { Task } from '../tasks/task.ts';
import { readBackendLine } from '../artifacts/backend-line.ts';
import type { WorkType } from './policy.ts';

/** What kind of work a task is, and what says so. */
export interface DerivedWork {
  work: WorkType;
  because: string;
}

/** What the line `Work:` (or `Type:`) of a task may say, in lower case. */
const STATED = new Map<string, WorkType>([
  ['exploration', 'exploration'],
  ['explore', 'exploration'],
  ['repository exploration', 'exploration'],
  ['implementation', 'implementation'],
  ['implement', 'implementation'],
  ['feature', 'implementation'],
  ['fix', 'implementation'],
  ['refactor', 'implementation'],
  ['refactoring', 'implementation'],
  ['test', 'implementation'],
  ['tests', 'implementation'],
  ['code', 'implementation'],
  ['code review', 'code-review'],
  ['code-review', 'code-review'],
  ['spec review', 'code-review'],
  ['review', 'code-review'],
  ['analysis', 'analysis'],
  ['logic', 'analysis'],
  ['logic review', 'analysis'],
  ['research', 'research'],
  ['web research', 'research'],
  ['docs research', 'research'],
  ['external research', 'research'],
  ['options', 'options'],
  ['option gathering', 'options'],
  ['orchestration', 'orchestration'],
  ['synthesis', 'orchestration'],
  ['decision', 'orchestration'],
  ['product decision', 'orchestration'],
]);

// Many of these words are nouns as well ("Review form", "Trace requests"): they count where a verb's object follows.
const OBJECT =
  '(?:the|a|an|all|our|this|that|these|each|every|any|code|whether|how|why|what|which|where|if|for|between|on)';

/** How the title of a task that declares no files begins when it is not an implementation. */
const TITLES: readonly [RegExp, WorkType][] = [
  [
    /^(?:gather|collect|compare|weigh|propose)\b.*\b(?:options|alternatives|approaches|proposals)\b/,
    'options',
  ],
  [/^brainstorm\b/, 'options'],
  [/^(?:research|look up)\b/, 'research'],
  [/^explore\b/, 'exploration'],
  [new RegExp(`^(?:locate|inventory|map|trace|find out|survey) ${OBJECT}\\b`), 'exploration'],
  [new RegExp(`^(?:code|spec) review\\b|^(?:review|audit) ${OBJECT}\\b`), 'code-review'],
  [/^investigate\b/, 'analysis'],
  [
    new RegExp(`^(?:analy[sz]e|assess|evaluate|diagnose|reason about|think through) ${OBJECT}\\b`),
    'analysis',
  ],
];

/** Work that a person decides. A task with commands is not one of these. */
const DECISION = new RegExp(
  `^decide\\b|^(?:choose|synthesi[sz]e|orchestrate|coordinate|prioriti[sz]e) ${OBJECT}\\b`,
);

/** What solution tasks call their action, beyond the words for implementing something. */
const ACTIONS = new Map<string, WorkType>([
  ['explore', 'exploration'],
  ['review', 'code-review'],
  ['analyze', 'analysis'],
  ['analyse', 'analysis'],
  ['investigate', 'analysis'],
  ['research', 'research'],
]);

/**
 * Tells what kind of work a task is. Its own word counts first; then, a task that will change files is an
 * implementation, whatever its title says, since it needs a place to write.
 */
export function deriveWork(task: Task): DerivedWork {
  const stated = STATED.get(task.work?.toLowerCase().replace(/\s+/g, ' ').trim() ?? '');
  if (stated !== undefined) return { work: stated, because: `the task says "${task.work}"` };
  const backends = task.backend === undefined ? [] : readBackendLine(task.backend);
  if (backends.length > 1) return { work: 'options', because: 'the task asks two backends side by side' };
  const [file] = task.files;
  if (file !== undefined) {
    return { work: 'implementation', because: `the task declares files (${file.kind} ${file.path})` };
  }
  const action = ACTIONS.get(task.action?.toLowerCase() ?? '');
  if (action !== undefined) return { work: action, because: `the task's action is "${task.action}"` };
  const title = task.title.toLowerCase();
  const found = TITLES.find(([pattern]) => pattern.test(title))?.[1];
  if (found !== undefined) return { work: found, because: `its title says so ("${task.title}")` };
  if (task.commands.length === 0 && DECISION.test(title)) {
    return { work: 'orchestration', because: `its title asks for a decision ("${task.title}")` };
  }
  if (backends[0]?.backend === 'gemini') {
    return { work: 'research', because: 'the task is for gemini and declares no files' };
  }
  return { work: 'implementation', because: 'nothing in the task says otherwise' };
}

import type { ArtifactTask, Script } from './artifact.ts';
import { onlyLooks, readCommandText } from './command-text.ts';
import type { OrderedTask } from './dependencies.ts';
import type { Diagnostic } from './diagnostic.ts';
import { foldLine } from './digest.ts';
import { isIdWord } from './id-word.ts';
import { followPath, type JsonPath, type JsonSource } from './json-source.ts';
import { renderBrief } from './solution-brief.ts';
import { readSolutionFiles } from './solution-files.ts';
import { digestTask } from './solution-meaning.ts';
import type { SolutionTask } from './solution-shape.ts';

/** A task of a solution, its place in the order, and what is wrong with it. */
export interface SolutionTaskReading {
  task: ArtifactTask;
  order: OrderedTask;
  diagnostics: Diagnostic[];
}

/** Reads the task at `place`, whose shape is already known to be right. */
export function readSolutionTask(
  source: JsonSource,
  place: JsonPath,
  task: SolutionTask,
): SolutionTaskReading {
  const at = source.locate(place);
  const key = foldLine(task.id);
  const diagnostics: Diagnostic[] = [];
  const report = (severity: Diagnostic['severity'], rule: string, message: string, path: JsonPath): void => {
    diagnostics.push({ severity, rule, message, ...source.locate([...place, ...path]) });
  };
  if (!isIdWord(task.id) || key.includes('#')) {
    const message =
      'a task id has to be one word of at most 100 visible characters without "#", since commits name it';
    report('error', 'task-id', message, ['id']);
  }
  const title = foldLine(task.title ?? '') || foldLine(task.description ?? '') || `Task ${key}`;
  if (!task.title?.trim())
    report('warning', 'no-title', `the task has no title; "${title.slice(0, 60)}" is used`, []);
  const commitType = task.commit?.type?.trim().toLowerCase();
  const isType = commitType !== undefined && /^[a-z]{1,20}$/.test(commitType);
  if (commitType && !isType) {
    report('warning', 'commit-type', 'the commit type is not one word, so "feat" is used', [
      'commit',
      'type',
    ]);
  }
  const paths = readSolutionFiles(task);
  for (const { place: file, problems } of paths) {
    for (const { kind, message } of problems) {
      if (kind === 'forbidden') report('error', 'forbidden-path', message, file);
      else report('warning', 'unclear-path', message, file);
    }
  }
  const verification = readVerification(source, place, task);
  for (const { text, path } of verification.left) {
    const message = `nothing runs "${shorten(text)}", by which task ${key} is to be verified, since it is no command beyond doubt; what stands in backticks or under test.commands is run`;
    report('hint', 'not-run', message, path);
  }
  const dependsOn = task.depends_on?.map(foldLine).filter((id) => id !== '');
  const dependsAt = source.locate([...place, 'depends_on']);
  const objective = foldLine(task.description ?? '');
  const raw = followPath(source.value, place);
  const backend = foldLine(task.backend ?? '');
  const work = foldLine(task.work ?? '');
  const action = foldLine(task.action ?? '');
  return {
    task: {
      key,
      title,
      ...at,
      ...(objective !== '' && { objective }),
      files: dropRepeats(paths.flatMap(({ files }) => files)),
      commands: readScripts(source, [...place, 'commands'], task.commands),
      verify: verification.scripts,
      ...(verification.left.length > 0 && { notRun: verification.left.map(({ text }) => text) }),
      ...(backend !== '' && { backend }),
      ...(work !== '' && { work }),
      ...(action !== '' && { action }),
      ...(dependsOn && { dependsOn }),
      doneWhen: readCriteria(task),
      boxes: [],
      ...(isType && { commitType }),
      brief: renderBrief(title, task),
      digest: digestTask(raw, { title }),
      ...(dependsOn?.length && {
        content: digestTask(raw, { title, depends_on: dependsOn.map(() => '#') }),
      }),
    },
    order: { key, at, dependsAt, ...(dependsOn && { dependsOn }) },
    diagnostics,
  };
}

function dropRepeats(files: ArtifactTask['files']): ArtifactTask['files'] {
  const seen = new Set<string>();
  return files.filter(({ path }) => !seen.has(path) && seen.add(path));
}

function readScripts(source: JsonSource, place: JsonPath, commands: string[] | undefined): Script[] {
  return (commands ?? []).flatMap((text, index) =>
    text.trim() === '' ? [] : [{ text: text.trimEnd(), line: source.locate([...place, index]).line }],
  );
}

/** What verifies a task: the commands, and the texts that are none, with their places in the task. */
interface SolutionVerification {
  scripts: Script[];
  left: { text: string; path: JsonPath }[];
}

function readVerification(source: JsonSource, place: JsonPath, task: SolutionTask): SolutionVerification {
  const stated = readScripts(source, [...place, 'test', 'commands'], task.test?.commands);
  const found: Script[] = [];
  const left: SolutionVerification['left'] = [];
  for (const part of ['convergence', 'acceptance'] as const) {
    for (const [index, text] of (task[part]?.verification ?? []).entries()) {
      const path = [part, 'verification', index];
      const command = readCommandText(text);
      if (command !== undefined) {
        const { line } = source.locate([...place, ...path]);
        found.push({ text: command, line, ...(onlyLooks(command) && { looks: true }) });
      } else if (text.trim() !== '') left.push({ text: foldLine(text), path });
    }
  }
  const seen = new Set<string>();
  const scripts = [...stated, ...found].filter(({ text }) => !seen.has(text) && seen.add(text));
  return { scripts, left };
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function readCriteria(task: SolutionTask): string[] {
  return [task.convergence, task.acceptance]
    .flatMap((part) => [
      ...(part?.criteria ?? []),
      ...(part?.definition_of_done ?? []),
      ...(part?.verification ?? []).filter((text) => readCommandText(text) === undefined),
      ...(part?.manual_checks ?? []),
    ])
    .map(foldLine)
    .filter((text) => text !== '');
}

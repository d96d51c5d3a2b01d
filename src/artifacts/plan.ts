import { posix } from 'node:path';
import type { ParsedArtifact, StepKind } from './artifact.ts';
import { checkDependencies } from './dependencies.ts';
import { foldLine } from './digest.ts';
import { findTaskSections, stripMarkup } from './plan-sections.ts';
import { findLivingSections, isExecPlan } from './living-sections.ts';
import { type PlanSource, readPlanSource } from './plan-source.ts';
import { readPlanStatus } from './plan-status.ts';
import { describeGate, findStages, isPrototyping, type Stage, VALIDATION } from './plan-stages.ts';
import { findSteps, sayStep, type Step } from './plan-steps.ts';
import { findBoxes, readTask, type TaskReading } from './plan-task.ts';

/** Reads a plan document. `path` gives it its label and, without a level-one heading, its title. */
export function parsePlan(path: string, text: string): ParsedArtifact {
  const name = foldLine(posix.basename(path).replace(/\.md$/i, ''));
  const label = nameSlug(name);
  const read = readPlanSource(text);
  if (!read.ok) {
    const artifact = { kind: 'plan' as const, title: name, label, status: 'none' as const, tasks: [] };
    return { artifact, diagnostics: [read.failure] };
  }
  const source = read.value;
  const { status, diagnostics } = readPlanStatus(source);
  const found = findTaskSections(source);
  const title = findTitle(source) ?? name;
  const { kind, steps } = findSteps(source, found) ?? { kind: undefined, steps: [] };
  const earlier: string[] = [];
  const readings = found.sections.map((section) => {
    const reading = readTask(source, section, earlier);
    earlier.push(section.key);
    return reading;
  });
  if (kind !== undefined) readings.push(...steps.map((step) => readStep(source, step, kind, title)));
  const stages = findStages(source, found.sections);
  for (const stage of stages) {
    if (isPrototyping(stage.title)) markPrototype(readings, stage);
    else if (stage.validation.length > 0)
      readings.splice(findGatePlace(readings, stage), 0, readGate(source, stage));
  }
  return {
    artifact: {
      kind: 'plan',
      title,
      label,
      status,
      ...(isExecPlan(findLivingSections(source)) && { living: true }),
      ...(stages.length > 0 && { stages: stages.map(({ key, tasks }) => ({ key, tasks })) }),
      tasks: readings.map(({ task }) => task),
    },
    diagnostics: [
      ...diagnostics,
      ...(kind === undefined ? found.diagnostics : [sayStep(kind, steps.length)]),
      ...readings.flatMap((reading) => reading.diagnostics),
      ...checkDependencies(readings.map(({ order }) => order)),
    ],
  };
}

/** The plan's file name without its date, as one word. */
function nameSlug(name: string): string {
  const bare = name.replace(/^(?:\d{4}-\d{2}-\d{2}|\d{8})-/, '') || name;
  return foldLine(bare).replace(/\s+/g, '-');
}

function findTitle(source: PlanSource): string | undefined {
  for (const block of source.blocks) {
    if (block.kind === 'heading' && block.level === 1) return stripMarkup(block.text) || undefined;
    if (block.kind === 'paragraph') {
      const underlined = /^(.+)\r?\n=+\s*$/.exec(source.text.slice(block.from, block.to));
      if (underlined?.[1] !== undefined) return stripMarkup(underlined[1]) || undefined;
    }
  }
  return undefined;
}

/** What tries something out is judged by what it shows, and has nothing left to validate once it is discarded. */
function markPrototype(readings: readonly TaskReading[], stage: Stage): void {
  for (const { task } of readings) if (stage.tasks.includes(task.key)) task.prototype = true;
  readings[findGatePlace(readings, stage) - 1]?.task.verify.push(...stage.validation);
}

/** Behind the last task of its stage. */
function findGatePlace(readings: readonly TaskReading[], { tasks }: Stage): number {
  return readings.findLastIndex(({ task }) => tasks.includes(task.key)) + 1;
}

function readGate(source: PlanSource, stage: Stage): TaskReading {
  const task = describeGate(source, stage, findBoxes(source, stage.ticks));
  return { task, order: { key: stage.key, at: source.locate(stage.at) }, diagnostics: [] };
}

/** Prose says less exactly what is meant than a task does: what of it cannot be read keeps nothing from running. */
function readStep(source: PlanSource, step: Step, kind: StepKind, plan: string): TaskReading {
  const { task, diagnostics } = readTask(source, step, [], VALIDATION);
  const { dependsOn: _, content: _ids, ...rest } = task;
  const offsets = new Set<number>();
  const boxes = [...findBoxes(source, step.blocks), ...findBoxes(source, step.ticks)]
    .filter(({ offset }) => !offsets.has(offset) && offsets.add(offset))
    .sort((one, other) => one.offset - other.offset);
  const text = source.text.slice(step.from, step.to).trim();
  const introduction = `This is one step of the ExecPlan "${plan}". Read the whole of that plan first, and do this step only.`;
  return {
    task: {
      ...rest,
      boxes,
      step: kind,
      ...(kind === 'milestone' && isPrototyping(step.title) && { prototype: true }),
      brief: kind === 'plan' ? task.brief : `${step.title}\n\n${introduction}\n\n${text}\n`,
      digest: step.digest ?? task.digest,
    },
    order: { key: step.key, at: source.locate(step.at) },
    diagnostics: diagnostics
      .filter(({ rule }) => rule !== 'unclear-dependency')
      .map((one) => (one.severity === 'error' ? { ...one, severity: 'warning' } : one)),
  };
}

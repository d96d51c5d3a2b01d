import type { ArtifactTask, Box } from './artifact.ts';
import type { OrderedTask } from './dependencies.ts';
import type { Diagnostic } from './diagnostic.ts';
import { foldLine } from './digest.ts';
import type { Block } from './markdown.ts';
import { findNearMisses } from './near-misses.ts';
import { type CommandsReading, readCommands } from './plan-commands.ts';
import { findTaskNumbers, readDependencies } from './plan-dependencies.ts';
import { type Field, type FieldName, readFields } from './plan-fields.ts';
import { readFiles } from './plan-files.ts';
import { digestSection, type TextRange } from './plan-meaning.ts';
import { stripMarkup, type TaskSection } from './plan-sections.ts';
import type { PlanSource } from './plan-source.ts';

/** A task with its place in the order of the plan, and what is wrong with it. */
export interface TaskReading {
  task: ArtifactTask;
  order: OrderedTask;
  diagnostics: Diagnostic[];
}

/** Reads what the section of a task states. `earlier` are the keys of the tasks above it; `labels` count beside the usual ones. */
export function readTask(
  source: PlanSource,
  section: TaskSection,
  earlier: readonly string[],
  labels?: ReadonlyMap<string, FieldName>,
): TaskReading {
  const fields = readFields(source.text, section.blocks, labels);
  const at = source.locate(section.at);
  const boxes = findBoxes(source, section.blocks);
  const files = fields.filter(({ name }) => name === 'files').map((field) => readFiles(source, field));
  const commands = readAllCommands(source, fields, 'commands');
  const verify = readAllCommands(source, fields, 'verify');
  const order = readOrder(source, fields, earlier);
  const offsets = boxes.map(({ offset }) => offset);
  const ids = order.dependsOn === undefined ? [] : findIds(source, fields);
  const task: ArtifactTask = {
    key: section.key,
    title: section.title,
    ...at,
    ...readShortFields(source, fields),
    files: files.flatMap((reading) => reading.files),
    commands: commands.scripts,
    verify: verify.scripts,
    ...(order.dependsOn && { dependsOn: order.dependsOn }),
    doneWhen: fields
      .filter(({ name }) => name === 'doneWhen')
      .flatMap((field) => readCriteria(source, field)),
    boxes,
    brief: `${section.title}\n\n${source.text.slice(section.from, section.to).trim()}\n`,
    digest: digestSection(source, section, offsets),
    ...(ids.length > 0 && { content: digestSection(source, section, offsets, ids) }),
  };
  const { diagnostics, ...stated } = order;
  return {
    task,
    order: { key: section.key, at, ...stated },
    diagnostics: [
      ...files.flatMap((reading) => reading.diagnostics),
      ...commands.diagnostics,
      ...verify.diagnostics,
      ...diagnostics,
      ...findNearMisses(source, section.blocks),
    ],
  };
}

function readAllCommands(source: PlanSource, fields: readonly Field[], name: FieldName): CommandsReading {
  const readings = fields.filter((field) => field.name === name).map((field) => readCommands(source, field));
  return {
    scripts: readings.flatMap(({ scripts }) => scripts),
    diagnostics: readings.flatMap(({ diagnostics }) => diagnostics),
  };
}

function readShortFields(
  source: PlanSource,
  fields: readonly Field[],
): Pick<ArtifactTask, 'objective' | 'backend' | 'work'> {
  const objective = foldLine(readText(source, fields, 'objective') ?? '');
  const written = (readText(source, fields, 'backend') ?? '').replace(/[*_]{2}/g, '');
  const backend = (
    /^\s*`([^`]+)`/.exec(written)?.[1] ??
    written
      .replace(/\s*\+\s*/g, '+')
      .trim()
      .split(/[\s(,;]/)[0] ??
    ''
  ).trim();
  const work = foldLine(stripMarkup(readText(source, fields, 'work') ?? ''));
  return {
    ...(objective !== '' && { objective }),
    ...(backend !== '' && { backend }),
    ...(work !== '' && { work }),
  };
}

/** What a field says in words: after its label, or else in its bullets. */
function readText(source: PlanSource, fields: readonly Field[], name: FieldName): string | undefined {
  const field = fields.find((field) => field.name === name);
  if (field === undefined || field.text !== '') return field?.text;
  return readItems(source, field).join('; ');
}

function readItems(source: PlanSource, field: Field): string[] {
  return field.entries.flatMap((entry) => {
    if (entry.kind === 'code') return [];
    const first = entry.item.blocks.find(({ kind }) => kind === 'paragraph');
    return first === undefined ? [] : [foldLine(source.text.slice(first.from, first.to))];
  });
}

function readCriteria(source: PlanSource, field: Field): string[] {
  return [foldLine(field.text), ...readItems(source, field)].filter((criterion) => criterion !== '');
}

function readOrder(
  source: PlanSource,
  fields: readonly Field[],
  earlier: readonly string[],
): Pick<OrderedTask, 'dependsOn' | 'dependsAt'> & { diagnostics: Diagnostic[] } {
  const field = fields.find(({ name }) => name === 'dependsOn');
  if (field === undefined) return { diagnostics: [] };
  const reading = readDependencies(readText(source, fields, 'dependsOn') ?? '', earlier);
  const dependsAt = source.locate(field.at);
  if (reading.kind === 'keys') return { dependsOn: reading.keys, dependsAt, diagnostics: [] };
  const diagnostic = {
    severity: 'error' as const,
    rule: 'unclear-dependency',
    message: reading.message,
    ...dependsAt,
  };
  return { dependsAt, diagnostics: [diagnostic] };
}

/** Where the field names other tasks. */
function findIds(source: PlanSource, fields: readonly Field[]): TextRange[] {
  const field = fields.find(({ name }) => name === 'dependsOn');
  if (field === undefined) return [];
  const lines = [
    { from: field.textAt, to: field.textAt + field.text.length },
    ...field.entries.flatMap((entry) => (entry.kind === 'item' ? entry.item.blocks.slice(0, 1) : [])),
  ];
  // Lines that continue it stand elsewhere than in what was read where white space was left out.
  if (source.text.slice(field.textAt, lines[0]?.to) !== field.text) return [];
  return lines.flatMap(({ from, to }) =>
    findTaskNumbers(source.text.slice(from, to)).map((id) => ({ from: from + id.from, to: from + id.to })),
  );
}

/** All checkboxes below a task's heading, at any depth; those in quotes belong to somebody else's text. */
export function findBoxes(source: PlanSource, blocks: readonly Block[]): Box[] {
  return blocks.flatMap((block) =>
    block.kind !== 'list'
      ? []
      : block.items.flatMap((item) => {
          const inner = findBoxes(source, item.blocks);
          if (item.box === undefined) return inner;
          const first = item.blocks[0];
          const text = first === undefined ? '' : foldLine(source.text.slice(first.from, first.to));
          const { checked, offset } = item.box;
          return [{ checked, offset, line: source.locate(offset).line, text }, ...inner];
        }),
  );
}

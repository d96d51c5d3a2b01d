import type { Diagnostic } from '../artifacts/diagnostic.ts';
import { type PlanSource, readPlanSource } from '../artifacts/plan-source.ts';
import { adviseOnEnvelope } from './envelope.ts';
import {
  findLivingSections,
  isExecPlan,
  type LivingSection,
  type PlanSection,
} from '../artifacts/living-sections.ts';
import { type ProtectedPath, readProtectedPaths } from './protected-paths.ts';
import { readTolerances } from './read-tolerances.ts';
import { EXECPLAN_SECTIONS } from './sections.ts';
import { findUndefinedTerms } from './terms.ts';
import type { Tolerance } from './tolerance.ts';

/** What a plan says beside its tasks, and what there is to say about that. */
export interface ExecPlanReport {
  diagnostics: Diagnostic[];
  tolerances: Tolerance[];
  /** What its Constraints say must not be modified. */
  protectedPaths: ProtectedPath[];
}

/** More than a few would hide the rest. */
const MOST_TERMS = 8;
const SAYS_NONE = /^(?:[\w* ]+:[* ]*)?(?:none|nothing|n\/a)\b/i;

/** Judges a plan as an ExecPlan; of one that is none, only its tolerances and constraints are read. */
export function lintExecPlan(text: string): ExecPlanReport {
  const read = readPlanSource(text);
  // The parser of tasks has said already why it is not readable.
  if (!read.ok) return { diagnostics: [], tolerances: [], protectedPaths: [] };
  const source = read.value;
  const sections = findLivingSections(source);
  const named = (name: LivingSection): PlanSection[] => sections.filter((section) => section.name === name);
  const tolerances = named('Tolerances').flatMap((section) => readTolerances(source, section));
  return {
    diagnostics: [
      ...adviseOnEnvelope(text),
      ...(isExecPlan(sections) ? judge(source, sections) : []),
      ...tolerances.filter(({ unclear }) => unclear).map(adviseOnTolerance),
      ...adviseOnUnmeasured(tolerances),
    ],
    tolerances,
    protectedPaths: named('Constraints').flatMap((section) => readProtectedPaths(source, section)),
  };
}

function judge(source: PlanSource, sections: readonly PlanSection[]): Diagnostic[] {
  return [
    ...findMissing(sections),
    ...findTwice(source, sections),
    ...adviseOnHeadings(source),
    ...adviseOnTerms(source),
  ];
}

/** The living sections that a plan has not, in their order. */
export function listMissing(sections: readonly PlanSection[]): string[] {
  const there = new Set<string>(sections.map(({ name }) => name));
  return EXECPLAN_SECTIONS.filter(({ living }) => living)
    .map(({ heading }) => heading)
    .filter((heading) => !there.has(heading.replace(/ \(.*/, '')));
}

function findMissing(sections: readonly PlanSection[]): Diagnostic[] {
  return listMissing(sections).map((heading) => ({
    severity: 'warning',
    rule: 'section-missing',
    message: `an ExecPlan has a section "${heading}"; planex lint --fix adds it`,
    line: 1,
    column: 1,
  }));
}

function findTwice(source: PlanSource, sections: readonly PlanSection[]): Diagnostic[] {
  return sections
    .filter((section, index) => sections.findIndex(({ name }) => name === section.name) < index)
    .map(({ name, at }) => ({
      severity: 'hint',
      rule: 'section-twice',
      message: `there are two sections "${name}"; what planex adds goes into the first`,
      ...source.locate(at),
    }));
}

function adviseOnHeadings(source: PlanSource): Diagnostic[] {
  const crowded = source.blocks.filter(
    (block) =>
      block.kind === 'heading' && /^[^\S\n]*\n[^\S\n]*\S/.test(source.text.slice(block.to, block.to + 200)),
  );
  const [first] = crowded;
  if (first === undefined) return [];
  const more = crowded.length === 1 ? '' : `, as after ${crowded.length - 1} more`;
  const message = `an empty line is missing after this heading${more}`;
  return [{ severity: 'hint', rule: 'heading-spacing', message, ...source.locate(first.from) }];
}

function adviseOnTerms(source: PlanSource): Diagnostic[] {
  return findUndefinedTerms(source)
    .slice(0, MOST_TERMS)
    .map(({ term, offset }) => ({
      severity: 'hint',
      rule: 'undefined-term',
      message: `"${term}" is not explained; say what it stands for where it comes first, as in "${term} (…)"`,
      ...source.locate(offset),
    }));
}

function adviseOnTolerance({ line, column, measures }: Tolerance): Diagnostic {
  const what = measures.length === 0 ? 'this tolerance' : 'a part of this tolerance';
  const message = `${what} has a number that planex cannot measure; whoever does the work has to heed it`;
  return { severity: 'hint', rule: 'tolerance-unclear', message, line, column };
}

/** Those without a number, told together: many plans have several. */
function adviseOnUnmeasured(tolerances: readonly Tolerance[]): Diagnostic[] {
  const words = tolerances.filter(
    ({ measures, unclear, text }) => measures.length === 0 && !unclear && !SAYS_NONE.test(text),
  );
  const [first] = words;
  if (first === undefined) return [];
  const more = words.slice(1).map(({ line }) => line);
  const others = more.length === 0 ? '' : `, nor of ${more.length} more (line ${more.join(', ')})`;
  const message = `planex measures nothing of this tolerance${others}; whoever does the work has to heed it`;
  return [
    { severity: 'hint', rule: 'tolerance-unmeasured', message, line: first.line, column: first.column },
  ];
}

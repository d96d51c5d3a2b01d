import type { Artifact } from './artifact.ts';
import { decodeText } from './decode-text.ts';
import { digestMeaning } from './digest.ts';
import { findLivingSections, type LivingSection } from './living-sections.ts';
import { type PlanSource, readPlanSource } from './plan-source.ts';

/** What an approval of a plan covers: each part by its name for people, with a digest of what it says. */
export type ApprovedParts = Readonly<Record<string, string>>;

/** Living sections say how the work goes, which nobody approves beforehand; these two say what it may do. */
const BINDING: readonly LivingSection[] = ['Constraints', 'Tolerances'];
/** Enough to tell one meaning of a part from another; all of them are kept in a record. */
const DIGEST_LENGTH = 24;

/**
 * The parts of a plan with a Status that an approval is bound to: its tasks, its Constraints and Tolerances, and, where
 * it is carried out step by step, the prose that every step goes by. Ticks, white space, the Status itself and the
 * other living sections are no part of it. Undefined for what has no Status.
 */
export function readApprovedParts(artifact: Artifact, bytes: Uint8Array): ApprovedParts | undefined {
  if (artifact.kind !== 'plan' || artifact.status === 'none') return undefined;
  const text = decodeText(bytes);
  const read = text.ok ? readPlanSource(text.value) : undefined;
  if (read?.ok !== true) return undefined;
  const source = read.value;
  const binding = findLivingSections(source).filter(({ name }) => BINDING.includes(name));
  const parts: [string, string][] = [
    ...artifact.tasks.map(({ key, digest }): [string, string] => [`task ${key}`, shorten(digest)]),
    ...BINDING.flatMap((name): [string, string][] => {
      const texts = binding
        .filter((one) => one.name === name)
        .map(({ from, to }) => foldText(source, from, to));
      return texts.length === 0 ? [] : [[name, shorten(digestMeaning(texts))]];
    }),
  ];
  const isStepwise = artifact.tasks.some(({ step }) => step !== undefined);
  if (isStepwise) parts.push(['the prose of the plan', shorten(digestMeaning(readProse(source)))]);
  return Object.fromEntries(parts);
}

/** One digest for all that is approved. */
export function digestParts(parts: ApprovedParts): string {
  return digestMeaning(parts);
}

/** How a plan differs from the one that was approved, part by part, in words. */
export function describeChangedParts(before: ApprovedParts, after: ApprovedParts): string[] {
  const changed = Object.entries(after).flatMap(([name, digest]) => {
    if (!Object.hasOwn(before, name)) return [`${name} is new`];
    return before[name] === digest ? [] : [`${name} has changed`];
  });
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  return [...changed, ...gone.map((name) => `${name} is gone`)];
}

/** Everything below the head of the plan that is in no living section and no section on its Status. */
function readProse(source: PlanSource): string[] {
  const living = findLivingSections(source);
  const first = source.blocks.find((block) => block.kind === 'heading' && block.level > 1);
  const from = first?.from ?? source.text.length;
  const prose: string[] = [];
  let done = from;
  for (const { at, to } of [...living, ...findStatusSections(source)].sort(
    (one, other) => one.at - other.at,
  )) {
    if (at > done) prose.push(foldText(source, done, at));
    done = Math.max(done, to);
  }
  prose.push(foldText(source, done, source.text.length));
  return prose.filter((text) => text !== '');
}

function findStatusSections({ blocks, text }: PlanSource): { at: number; to: number }[] {
  return blocks.flatMap((block, index) => {
    if (block.kind !== 'heading' || !/^[*_]*status\b/i.test(block.text)) return [];
    const next = blocks.slice(index + 1).find((other) => other.kind === 'heading');
    return [{ at: block.from, to: next?.from ?? text.length }];
  });
}

function foldText({ text }: PlanSource, from: number, to: number): string {
  return text
    .slice(from, to)
    .replace(/^([\s>]*[-*+] )\[[ xX]\]/gm, '$1[ ]')
    .replace(/\s+/g, ' ')
    .trim();
}

function shorten(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, DIGEST_LENGTH);
}

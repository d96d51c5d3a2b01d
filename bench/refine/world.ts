import { SEVERITIES, type Finding } from '../../src/tasks/findings.ts';

/** What one setting of the simulation turns. */
export interface Setting {
  /** Objections without substance in a review of the whole plan, on average. */
  noise: number;
  /** The chance that dealing with one finding brings a new defect in. */
  harm: number;
}

/** A plan as the simulation sees it: defects, and who reads and mends them. Nothing else of a plan matters here. */
export interface SimulatedPlan {
  digest(): string;
  review(): Finding[];
  /** Which of these are dealt with, as the reviewer sees it, and what else it came upon. */
  verify(items: readonly Finding[]): { fixed: boolean[]; parked: Finding[] };
  fix(findings: readonly Finding[]): void;
  /** The share of the defects that the plan began with which are gone. */
  shareFixed(): number;
  /** Defects that it has, old and new. */
  countLeft(): number;
}

interface Defect {
  finding: Finding;
  isOriginal: boolean;
}

export const DEFECTS = 10;
/** The chances that a review finds a defect that is there, that a fix mends it, and that a verification is right. */
export const RECALL = 0.6;
export const SKILL = 0.9;
export const JUDGEMENT = 0.95;
/** The chance that a verification comes upon a defect that is not on its list. */
export const GLIMPSE = 0.1;

export function createPlan(random: () => number, { noise, harm }: Setting): SimulatedPlan {
  let named = 0;
  let version = 0;
  const defects = new Map<string, Defect>();
  const describe = (word: string, least: number): Finding => {
    const lines = { line_start: 1 + Math.floor(random() * 400), line_end: 0 };
    const confidence = Math.round((least + random() * (1 - least)) * 100) / 100;
    named += 1;
    const title = `${word} ${named}`;
    return {
      severity: SEVERITIES[Math.floor(random() * SEVERITIES.length)] ?? 'low',
      title,
      body: '',
      file: 'plan.md',
      ...lines,
      confidence,
      recommendation: '',
    };
  };
  const addDefect = (isOriginal: boolean): void => {
    const finding = describe('Defect', 0.5);
    defects.set(finding.title, { finding, isOriginal });
  };
  for (let count = 0; count < DEFECTS; count += 1) addDefect(true);

  return {
    digest: () => `version ${version}`,
    review() {
      const found = [...defects.values()].filter(() => random() < RECALL).map(({ finding }) => finding);
      const objections = Array.from({ length: drawCount(random, noise) }, () => describe('Objection', 0.3));
      // Lines move with every edit.
      return [...found, ...objections].map((finding) => ({
        ...finding,
        line_start: finding.line_start + Math.floor(random() * 4),
      }));
    },
    verify(items) {
      const fixed = items.map(({ title }) => random() < (defects.has(title) ? 1 - JUDGEMENT : JUDGEMENT));
      const others = [...defects.values()].filter(
        ({ finding }) => !items.some(({ title }) => title === finding.title),
      );
      return { fixed, parked: others.filter(() => random() < GLIMPSE).map(({ finding }) => finding) };
    },
    fix(findings) {
      version += 1;
      for (const { title } of findings) {
        if (random() < SKILL) defects.delete(title);
        if (random() < harm) addDefect(false);
      }
    },
    shareFixed: () => 1 - [...defects.values()].filter(({ isOriginal }) => isOriginal).length / DEFECTS,
    countLeft: () => defects.size,
  };
}

/** How many of something that happens `mean` times on average: Poisson, by Knuth's product of random numbers. */
function drawCount(random: () => number, mean: number): number {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > least; product *= random()) count += 1;
  return count;
}

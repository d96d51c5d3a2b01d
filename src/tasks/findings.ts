import { checkShape, z } from '../schema.ts';
import { listJsonValues } from './find-json.ts';

export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

/** Findings that a reviewer is less sure of are recorded and not acted on. */
const CONFIDENCE_FLOOR = 0.3;

export const findingSchema = z.object({
  severity: z.enum(SEVERITIES),
  title: z.string(),
  body: z.string().default(''),
  file: z.string().default(''),
  line_start: z.number().int().default(0),
  line_end: z.number().int().default(0),
  confidence: z.number().min(0).max(1).default(1),
  recommendation: z.string().default(''),
});

const reviewSchema = z.lazy(() =>
  z.object({
    verdict: z.enum(['approve', 'needs-attention']),
    summary: z.string().default(''),
    findings: z.array(findingSchema),
    next_steps: z.array(z.string()).default([]),
  }),
);

/** Something that a reviewer has found, in the field names of the review format. */
export type Finding = z.output<typeof findingSchema>;

/** What a reviewer answered. */
export interface Review extends z.output<typeof reviewSchema> {
  /** Those that have to be dealt with. */
  actionable: Finding[];
}

/**
 * Reads the final message of a reviewer: one JSON object, bare, in a fence or with prose around it. Undefined when it holds
 * none with one of the two verdicts and a list of findings: what cannot be understood approves nothing. Where it holds
 * several, one that does not approve counts.
 */
export function readReview(finalMessage: string): Review | undefined {
  const reviews = listJsonValues(finalMessage).flatMap((value): Review[] => {
    const checked = checkShape(reviewSchema, value);
    if (!checked.ok) return [];
    return [{ ...checked.value, actionable: checked.value.findings.filter(isActionable) }];
  });
  return reviews.find((review) => !isClean(review)) ?? reviews[0];
}

/** True for what has to be dealt with: the reviewer is sure enough of it. */
export function isActionable({ confidence }: Finding): boolean {
  return confidence >= CONFIDENCE_FLOOR;
}

/** Only a verdict of "approve" without anything to act on lets work through. */
export function isClean({ verdict, actionable }: Review): boolean {
  return verdict === 'approve' && actionable.length === 0;
}

/** What stands out, worst first: `1 critical, 2 low: <the worst one's title>`. */
export function summarizeFindings(findings: readonly Finding[]): string {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  const worst = findings.find(({ severity }) => severity === counts[0]?.severity);
  const title = worst === undefined ? '' : `: ${worst.title}`;
  return `${counts.map(({ severity, count }) => `${count} ${severity}`).join(', ')}${title}`;
}

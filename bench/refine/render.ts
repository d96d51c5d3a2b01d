import { COSTS } from './loop.ts';
import type { Result } from './simulate.ts';
import { DEFECTS, GLIMPSE, JUDGEMENT, RECALL, SKILL } from './world.ts';

/** The seed and the number of runs of the table in `docs/refine-bench.md`. */
export const SEED = 1;
export const RUNS = 1_000;

/** The document that the simulation is reported in. */
export function renderDocument(results: readonly Result[]): string {
  return `# Two ways to refine a plan, simulated

\`npm run bench:refine -- --write\` makes this table. Each row is the mean of ${RUNS.toLocaleString('en-US')} runs over simulated plans of ${DEFECTS} defects
each, the same ones for each way. A review finds each defect with a chance of ${RECALL} and adds objections without substance
(noise, the mean for each review). A fix mends a defect with a chance of ${SKILL}, and dealing with any finding brings a new defect
in with the chance called harm. Asked whether a finding is dealt with, the reviewer is right ${percent(JUDGEMENT)} of the time, and comes upon
each other defect with a chance of ${GLIMPSE}. A review takes ${describeCost('review')}, a verification
${describeCost('verify')}, a fix ${describeCost('fix')}. These chances are assumptions;
what the table shows is how the ways compare, not what a plan of yours will take.

- *the original*: the loop that planex learned from. It reviews the whole plan each round, up to 20, and calls stuck what comes back at
  the same line.
- *review*: planex with \`--mode review\`, and the answer that it takes when nobody is there to ask: it ends at the first finding that comes back.
- *review, going on*: the same with \`--on-stuck continue\`.
- *verify*: planex with \`--mode verify\`: one review, then only questions whether its findings are dealt with.

*Fixed* is the share of the first ${DEFECTS} defects that are gone, *left* the number of defects at the end, old and new. The last columns are
shares of the runs: content, stuck, diverging (the worst finding became worse three times), at the cap.

| Noise | Harm | Way | Rounds | Fixed | Left | Tokens | Content | Stuck | Diverging | Cap |
|---|---|---|---|---|---|---|---|---|---|---|
${results.map(renderRow).join('\n')}

## What follows from it

- The default is \`review\`: at every setting it mends more than \`verify\`, which never looks for what its one review has missed.
- \`verify\` is for a cheap pass, or for a reviewer who never stops: it takes two thirds to less than half of the tokens,
  does the same whatever the noise, and always ends. Its "clean" says that one list is dealt with, not that the plan is good.
- \`--on-stuck continue\` mends the most and takes the most. Ending at the first finding that comes back is careful with tokens, and gives
  up a good part of what could be mended: where somebody can be asked, planex asks.
- The more a fix harms, the more plans are left with new defects in every way. The watch for divergence ends most of the
  loops that noise would keep going.
`;
}

/** One row of the table. */
export function renderRow({ setting, loop, rounds, fixed, left, tokens, ends }: Result): string {
  const shares = [ends.clean, ends.stuck, ends.diverging, ends.cap].map((share = 0) => percent(share));
  const { noise, harm } = setting;
  const means = [rounds.toFixed(1), percent(fixed), left.toFixed(1), `${tokens.toFixed(0)}k`];
  return `| ${[noise, harm, loop, ...means, ...shares].join(' | ')} |`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function describeCost(call: keyof typeof COSTS): string {
  const { base, each } = COSTS[call];
  return `${base}k tokens and ${each}k for each finding`;
}

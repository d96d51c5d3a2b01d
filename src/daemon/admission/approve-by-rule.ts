import { readApprovedParts } from '../../artifacts/approved-parts.ts';
import { digestBytes } from '../../artifacts/digest.ts';
import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { wordDecision } from '../../execplan/entry.ts';
import { keepsDecisions } from '../../execplan/keeps-decisions.ts';
import { writeApproved } from '../../execplan/write-approved.ts';
import { writeEntry } from '../../execplan/write-entry.ts';
import { type ApprovalRule, describeRule, nameRule } from '../../tasks/approval-rule.ts';
import { noteOwnEdit } from '../../tasks/own-edit.ts';
import { recordApproval, withdrawApprovals } from '../../tasks/plan-approval.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import { findApprovalRule } from '../../tolerances/find-approval-rule.ts';
import type { CatalogueEntry } from '../look/artifact-catalogue.ts';
import { editBytes } from '../operations/edit-plan.ts';
import type { Look } from '../look/look.ts';
import type { Ports } from '../ports.ts';
import { inTurnOfWords } from '../word-turns.ts';

/*
 *   draft, its bytes and the settings admitted ── a rule covers it ──▶ left alone for a while ──▶ approved by the rule
 *       │                                                                                             │
 *       └─ rejected, ever taken back, being refined: a person is asked                  planex approve ─▶ approved by a person
 */

/**
 * Approves the drafts that a rule of the settings covers. What a person has rejected, or has approved and taken back, is for
 * a person to approve. Resolves to whether a file was changed, and to how long the next draft has to be left alone still.
 */
export async function approveByRule(
  ports: Ports,
  { observation }: Look,
): Promise<{ approved: boolean; waitMs: number | undefined }> {
  const outcome: { approved: boolean; waitMs: number | undefined } = { approved: false, waitMs: undefined };
  for (const { entry, rule, restMs } of await findRuled(ports, observation)) {
    if (restMs > 0) outcome.waitMs = Math.min(restMs, outcome.waitMs ?? Infinity);
    else if (await inTurnOfWords(ports.records, () => approve(ports, entry, rule))) outcome.approved = true;
  }
  return outcome;
}

/** A draft that a rule approves, in `restMs` milliseconds or, where that is not above 0, at once. */
export interface RuledDraft {
  entry: CatalogueEntry;
  rule: ApprovalRule;
  restMs: number;
}

/** Finds the drafts that rules approve as things are now; nothing is changed. */
export async function findRuled(
  ports: Ports,
  { world, settings, entries }: Look['observation'],
): Promise<RuledDraft[]> {
  const { auto, quietMs } = settings.approval;
  if (auto.length === 0 || world.paused || world.repositoryHolds !== null) return [];
  const found: RuledDraft[] = [];
  for (const entry of entries) {
    const rule = findRule(auto, entry, world.tasks);
    if (rule === undefined) continue;
    const [record] = await ports.records.listArtifacts([entry.path]);
    if ((record !== undefined && isForPerson(record)) || (await isRefined(ports, entry.path))) continue;
    const restMs = quietMs - (ports.repository.readRestMs(entry.path) ?? 0);
    found.push({ entry, rule, restMs });
  }
  return found;
}

function findRule(
  rules: readonly ApprovalRule[],
  { path, artifact }: CatalogueEntry,
  all: Look['observation']['world']['tasks'],
): ApprovalRule | undefined {
  if (artifact.kind !== 'plan' || artifact.status !== 'draft') return undefined;
  const facts = all.filter(({ task }) => task.artifactPath === path);
  // Of what is not admitted nothing counts, be it the plan or the settings with the rule.
  if (facts.some(({ notAdmitted }) => notAdmitted !== null)) return undefined;
  const tasks = facts.map(({ task, backend }) => ({ files: task.files, backend: backend.name }));
  return findApprovalRule(rules, { path, tasks });
}

function isForPerson({ approvals, takenBack, rejected, rule }: ArtifactRecord): boolean {
  return approvals.length > 0 || takenBack === true || rejected !== undefined || rule !== undefined;
}

async function isRefined({ drafts }: Ports, path: string): Promise<boolean> {
  return (await drafts.list([path])).some(({ active, status }) => active || status === 'in_progress');
}

/** On record first, with the bounds of the rule: a death in between leaves a draft that a person is asked about. */
async function approve(
  ports: Ports,
  { path, bytes, artifact }: CatalogueEntry,
  rule: ApprovalRule,
): Promise<boolean> {
  const atMs = ports.nowMs();
  const at = new Date(atMs).toISOString();
  const next = editBytes(bytes, (text) => writeRuled(path, text, rule, atMs));
  if (!(next instanceof Uint8Array)) return false;
  const parts = readApprovedParts(parseArtifact(path, next).artifact, next);
  if (parts === undefined) return false;
  const document = await ports.records.artifact(path);
  // A person may have said something since the look; the file is compared below.
  if (isForPerson(document.data) || document.data.proposed) return false;
  const digest = digestBytes(next);
  await document.update((record) => {
    record.admitted = [...record.admitted, { digest, how: 'approve', at }];
    record.rule = rule;
    recordApproval(record, parts, { how: 'rule', at });
    noteOwnEdit(record, digestBytes(bytes), digest);
  });
  if (!(await ports.repository.replaceFile(path, bytes, next))) {
    await document.update((record) => {
      record.admitted = record.admitted.filter((one) => one.digest !== digest);
      withdrawApprovals(record);
      delete record.rule;
      delete record.takenBack;
    });
    return true;
  }
  ports.events.append({
    type: 'plan:approved',
    at: new Date(ports.nowMs()).toISOString(),
    artifact: path,
    label: artifact.label,
    rule: rule.name,
    message: `${path} is approved by ${nameRule(rule)} (${describeRule(rule)})`,
  });
  return true;
}

function writeRuled(path: string, text: string, rule: ApprovalRule, atMs: number): string | undefined {
  const approved = writeApproved(text);
  if (approved === undefined || !keepsDecisions(path, approved)) return approved;
  const said = {
    decision: 'Carry this plan out',
    rationale: `It is approved by ${nameRule(rule)} in .planexrc (${describeRule(rule)})`,
    atMs,
    by: 'planex',
  };
  return writeEntry(approved, wordDecision(said)) ?? approved;
}

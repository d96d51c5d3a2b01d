import { randomBytes } from 'node:crypto';
import type { DraftsPort } from '../../daemon/look/drafts.ts';
import type { Ports, EventsPort } from '../../daemon/ports.ts';
import { listStoragePlaces } from '../storage-places.ts';
import type { Records } from '../../state/records.ts';
import { openIssueStore } from '../../state/issue-store.ts';
import { BRIEF_WAIT_MS } from '../../state/lock-issues.ts';
import { endIssue, reopenIssue } from '../../state/move-issue.ts';
import { keepQueue } from '../../state/queue-store.ts';
import { findStorageTrouble } from '../../state/storage-trouble.ts';
import type { ArtifactSource } from '../daemon/artifact-source.ts';
import { openCallLedger } from '../../telemetry/call-ledger.ts';
import { createCallsPort } from './calls-port.ts';
import { describeSpoilt } from '../daemon/daemon-journals.ts';
import { createExecutionPort } from './execution-port.ts';
import { createIssueReader } from '../issues/issue-reader.ts';
import { createLandingPort } from './landing-port.ts';
import { createMeasuringPort } from './measuring-port.ts';
import type { Planex } from '../open-planex.ts';
import { createRecordsPort } from './records-port.ts';
import { createStillDrafts } from '../refine/still-drafts.ts';
import { createRepositoryPort } from './repository-port.ts';
import { createSettingsPort } from './settings-port.ts';
import { sendNotice } from '../daemon/send-notice.ts';
import type { SettingsSource } from '../settings-source.ts';
import { createVerificationPort } from './verification-port.ts';
import { createWorkspacePort } from './workspace-port.ts';

/** Connects what the daemon needs with the rooms that have it. */
export function createPorts(parts: {
  planex: Planex;
  records: Records;
  access: 'read' | 'write';
  settings: SettingsSource;
  artifacts: ArtifactSource;
  events: EventsPort;
  /** Refines nothing and only tells, unless a daemon brings its own. */
  drafts?: DraftsPort;
  isOwner: () => boolean;
}): Ports {
  const { repository, records: folder } = parts.planex;
  const ledger = openCallLedger(folder);
  // A branch of planex's own is not the one that is checked out, so that one alone does not say what stands.
  const repositoryPort = createRepositoryPort(repository, folder, () =>
    parts.settings.latest().landing.branch === 'current' ? 'here' : 'own-branches',
  );
  const { trusted, ...settingsPort } = createSettingsPort(
    parts.settings,
    parts.records,
    repositoryPort,
    parts.access,
  );
  return {
    async artifacts() {
      return parts.artifacts.latest();
    },
    refreshArtifacts: () => parts.artifacts.refresh(),
    ...settingsPort,
    repository: repositoryPort,
    workspaces: createWorkspacePort(repository, (claim) => parts.events.append(describeSpoilt(claim))),
    landing: createLandingPort(repository, folder),
    execution: createExecutionPort(repository.home, trusted, ledger, parts.events),
    calls: createCallsPort(folder, ledger, trusted),
    measuring: createMeasuringPort(repository, trusted),
    verification: createVerificationPort(trusted),
    drafts: parts.drafts ?? createStillDrafts(parts.planex),
    records: createRecordsPort(repository, parts.records),
    events: parts.events,
    readIssues: createIssueReader(repository.home, folder),
    keepQueue: (path, at, decide) => keepQueue({ home: repository.home, records: folder, path, at }, decide),
    endIssue: (id, at) => endIssue(openIssueStore(repository.home, folder).files, id, at, BRIEF_WAIT_MS),
    reopenIssue: (id, at) =>
      reopenIssue(openIssueStore(repository.home, folder).files, id, at, BRIEF_WAIT_MS),
    notify: (notice) => sendNotice(notice, trusted(), repository.home),
    isOwner: parts.isOwner,
    findStorageTrouble: () =>
      parts.artifacts.blindness() ?? findStorageTrouble(listStoragePlaces(repository, folder, parts.access)),
    findWatchTrouble: () => parts.artifacts.watchTrouble(),
    nowMs: () => Date.now(),
    newRunId,
  };
}

/** `20261120T230405Z-9f2c41`: sorts by time, and two in one second still differ. */
function newRunId(): string {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}

import { chmodSync, existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname } from 'node:path';
import { removeFile } from '../remove-file.ts';
import { claimFolder } from './socket-path.ts';

/** Between two looks at whether the socket is still there: a command that finds none waits far longer than this. */
const LOOK_EVERY_MS = 2_000;

/** How long answers under way may still take when all is closed. */
const DRAIN_MS = 2_000;

export interface LastingSocket {
  /** Stops listening, lets the answers under way reach their clients for a moment, and removes the socket. */
  close(): Promise<void>;
}

/** Where a socket goes when its file is gone. */
export interface SocketRefuge {
  /** A path in a folder that is its owner's; throws when there is none. */
  find(): string;
  /** It listens at another path now. When this throws, it listens anew at the next look. */
  moved(path: string): void;
}

/**
 * Listens on a unix socket that only its owner can use, and anew when its file is gone: a logout removes the runtime
 * folder, and what cleans temporary folders removes old files. With a `refuge` that may be elsewhere. Whatever cannot be
 * made good is told to `onError` once, and tried again at each look.
 */
export async function openLastingSocket(
  firstPath: string,
  makeServer: () => Server,
  onError: (error: unknown) => void,
  refuge: SocketRefuge = { find: () => requireFolder(firstPath), moved: () => undefined },
): Promise<LastingSocket> {
  let path = firstPath;
  /** All that have a client left; the one that listens is among them. */
  const open = new Set<Server>();
  let listening: Server | undefined;
  let attempt: Promise<void> | undefined;
  let told = false;

  const listen = async (at: string): Promise<void> => {
    removeFile(at);
    const server = makeServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, () => resolve());
    });
    open.add(server);
    server.once('close', () => open.delete(server));
    server.on('error', onError);
    try {
      chmodSync(at, 0o600);
    } catch (error) {
      server.close();
      throw error;
    }
    listening = server;
  };
  const listenAnew = async (): Promise<void> => {
    try {
      const next = refuge.find();
      // First: closing removes whatever stands at the path. Answers under way go on.
      listening?.close();
      listening = undefined;
      await listen(next);
      if (next !== path) refuge.moved(next);
      path = next;
      told = false;
    } catch (error) {
      if (!told) onError(error);
      told = true;
    }
  };
  const look = (): void => {
    if (attempt !== undefined || (listening !== undefined && existsSync(path))) return;
    attempt = listenAnew().finally(() => {
      attempt = undefined;
    });
  };

  await listen(path);
  const looks = setInterval(look, LOOK_EVERY_MS).unref();
  return {
    async close() {
      clearInterval(looks);
      await attempt;
      await Promise.all([...open].map(closeServer));
    },
  };
}

function requireFolder(path: string): string {
  const folder = dirname(path);
  const problem = claimFolder(folder);
  if (problem === undefined) return path;
  throw new Error(`The socket of the daemon is gone, and ${folder} ${problem}.`);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

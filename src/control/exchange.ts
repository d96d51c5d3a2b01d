const HEAD_END = '\r\n\r\n';

/** One request. `limitMs` and `signal` give it up. */
export interface Exchange {
  method: string;
  path: string;
  body: string;
  limitMs?: number;
  signal?: AbortSignal;
}

// Written out by hand: the HTTP library of Node takes longer to load than the whole of this.
/**
 * Sends one HTTP request over a unix socket and resolves to the body of the answer. Rejects with the error of the socket, or
 * one that says that the answer stopped short or did not come in time, or with the reason of `signal`.
 */
export function exchange(
  socketPath: string,
  { method, path, body, limitMs, signal }: Exchange,
): Promise<string> {
  return new Promise((resolve, reject) => {
    // Loaded here: what stands in prompts shares a file with this, and mostly asks nobody.
    const { createConnection } = process.getBuiltinModule('node:net');
    const socket = createConnection({ path: socketPath, ...(signal && { signal }) });
    const limit =
      limitMs && setTimeout(() => socket.destroy(new Error(`no answer within ${limitMs} ms`)), limitMs);
    const chunks: Buffer[] = [];
    let received = 0;
    /** Bytes of the whole answer, as soon as its head has come. */
    let whole: { from: number; to: number } | undefined;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      received += chunk.length;
      whole ??= measure(Buffer.concat(chunks));
      if (whole === undefined || received < whole.to) return;
      resolve(Buffer.concat(chunks).toString('utf8', whole.from, whole.to));
      // Who waits for the answer goes on first.
      setImmediate(() => socket.destroy());
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(limit);
      reject(new Error('the connection was closed before the answer was whole'));
    });
    const head = [
      `${method} ${path} HTTP/1.1`,
      'host: planex',
      'connection: close',
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    socket.write(`${head.join('\r\n')}${HEAD_END}${body}`);
  });
}

/** Where the body of an answer begins and ends; undefined while its head is not whole. */
function measure(bytes: Buffer): { from: number; to: number } | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const from = headEnd + HEAD_END.length;
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, headEnd)) ?? [];
  return { from, to: from + Number(length ?? 0) };
}

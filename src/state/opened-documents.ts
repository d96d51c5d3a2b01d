import type { Document } from './document.ts';

/** So many stay in memory though nobody holds them. */
const MOST_KEPT = 1000;

/** Documents that are open in this process. */
export interface OpenedDocuments<T> {
  /** Opens the document of this name. One whose opening failed is opened again by the next call. */
  open(name: string): Promise<Document<T>>;
  /** The document of this name if it is open. */
  find(name: string): Promise<Document<T> | undefined>;
}

/**
 * Hands the same document to everybody who asks for a name while anybody has it: with two of one file updates would be lost.
 * Those asked for last stay, the others are let go, however many there are. What is on disk is the same.
 */
export function createOpenedDocuments<T>(
  read: (name: string) => Promise<Document<T>>,
  mostKept = MOST_KEPT,
): OpenedDocuments<T> {
  const opened = new Map<string, Promise<Document<T>> | WeakRef<Document<T>>>();
  const kept = new Set<Document<T>>();

  const keep = (document: Document<T>): Document<T> => {
    kept.delete(document);
    kept.add(document);
    const [oldest] = kept;
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return document;
  };
  const openAnew = async (name: string): Promise<Document<T>> => {
    try {
      const document = await read(name);
      opened.set(name, new WeakRef(document));
      return document;
    } catch (error) {
      opened.delete(name);
      throw error;
    }
  };
  const find = (name: string): Promise<Document<T>> | Document<T> | undefined => {
    const found = opened.get(name);
    return found instanceof WeakRef ? found.deref() : found;
  };

  return {
    async open(name) {
      let document = find(name);
      if (document === undefined) {
        document = openAnew(name);
        opened.set(name, document);
      }
      return keep(await document);
    },
    async find(name) {
      return find(name);
    },
  };
}

/** Nobody's metrics page in a mission is larger. Counted after decompression, while it arrives. */
const MAX_BYTES = 5_000_000;
const TIMEOUT_MS = 5000;

/** A page that was fetched, the status that came instead, or why nothing did. */
export type Page = { text: string } | { status: number } | { problem: string };

/**
 * Fetches a page that the learner's own program serves. Both limits hold for the whole answer: a program may send its
 * headers at once and its body for ever.
 */
export async function fetchPage(
  url: URL,
  { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES }: { timeoutMs?: number; maxBytes?: number } = {},
): Promise<Page> {
  const controller = new AbortController();
  // A timer of our own: it keeps Node alive, and lasts until the body has ended.
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    const response = await fetch(url, { redirect: 'error', signal: controller.signal });
    if (!response.ok) return { status: response.status };
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) return { problem: `the page is larger than ${maxBytes / 1e6} MB` };
      chunks.push(chunk);
    }
    return {
      text: Buffer.concat(chunks)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    };
  } catch (error) {
    if (controller.signal.aborted) return { problem: `it did not finish within ${timeoutMs / 1000} s` };
    const { cause, message } = error as Error;
    return { problem: (cause as Error | undefined)?.message || message };
  } finally {
    clearTimeout(timer);
    // Ends the connection of an answer that was not read to its end.
    controller.abort();
  }
}

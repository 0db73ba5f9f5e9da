import { z } from 'zod';
import type { Page } from '../../lab/traffic/pages.js';
import { NotRunningError } from '../errors.js';
import { askServer } from './http.js';

const LABELS = z.record(z.string(), z.string());

const PAGES: z.ZodType<{ pages: Page[] }> = z.object({
  pages: z.array(
    z.object({
      receivedAt: z.string(),
      status: z.enum(['firing', 'resolved']),
      receiver: z.string(),
      groupKey: z.string(),
      groupLabels: LABELS,
      alerts: z.array(
        z.object({
          name: z.string(),
          labels: LABELS,
          annotations: LABELS,
          status: z.string(),
          startsAt: z.string(),
          endsAt: z.string(),
          fingerprint: z.string(),
        }),
      ),
    }),
  ),
});

/**
 * The notifications that arrived at the lab's receiver, oldest first.
 * @param trafficUrl of the traffic program, without trailing slash
 * @throws NotRunningError if it does not answer
 */
export async function receivedPages(trafficUrl: string): Promise<readonly Page[]> {
  const unreachable = (reason: string, cause?: unknown): NotRunningError =>
    new NotRunningError(`The receiver of pages at ${trafficUrl} did not answer: ${reason}`, {
      hints: ['See what is wrong: obs-lab verify', 'Restart what has stopped: obs-lab up'],
      cause,
    });
  const { status, body } = await askServer(`${trafficUrl}/pages`, unreachable);
  const parsed = PAGES.safeParse(body);
  if (parsed.success) return parsed.data.pages;
  throw unreachable(`HTTP ${status}, and the response has no pages`, parsed.error);
}

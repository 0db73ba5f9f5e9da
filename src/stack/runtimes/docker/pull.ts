import { UnavailableError } from '../../unavailable.js';
import type { ProgressListener } from '../runtime.js';
import { EngineError } from './endpoints.js';
import { type Engine, messageOf, statusOf, withEngine } from './engine.js';

/** An image is not on the engine and can't be pulled. */
class ImageError extends UnavailableError {
  constructor(image: string, variable: string, reason: string, cause?: unknown) {
    super(`Could not pull the image ${image}: ${reason}`, {
      code: 'NO_IMAGE',
      inBrief: `could not pull the image ${image}`,
      hints: [
        `Use another image: ${variable}=…`,
        'Or run the services as local processes: obs-lab up --runtime local',
      ],
      cause,
    });
  }
}

const MAX_EVENT_CHARACTERS = 1_000_000;

/** One event of a pull's stream. */
interface PullEvent {
  id?: string;
  status?: string;
  error?: string;
  progressDetail?: { current?: number; total?: number };
}

/**
 * Makes sure that an image is on the engine, and pulls it if it is not.
 * @throws ImageError if it can't be pulled
 */
export async function ensureImage(
  engine: Engine,
  image: string,
  options: { variable: string; signal: AbortSignal; onProgress: ProgressListener },
): Promise<void> {
  const there = await withEngine(engine, (docker) => docker.getImage(image).inspect()).then(
    () => true,
    (error: unknown) => {
      if (statusOf(error) === 404) return false;
      throw error;
    },
  );
  if (there) return;
  options.onProgress(image);
  try {
    const stream = await withEngine(engine, (docker) => docker.pull(image, { abortSignal: options.signal }));
    const sum = new PullProgress();
    for await (const event of jsonLines<PullEvent>(stream)) {
      // The engine reports a failed pull as an event in a stream that ends well.
      if (event.error) throw new Error(event.error);
      const { done, total } = sum.add(event);
      options.onProgress(image, done, total);
    }
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof EngineError) throw error;
    throw new ImageError(image, options.variable, messageOf(error).split('\n')[0] as string, error);
  }
}

/** Adds up the bytes of the layers. A layer's size is known only once its download begins, so the total grows. */
export class PullProgress {
  private readonly layers = new Map<string, { current: number; total: number }>();

  add({ id, status, progressDetail }: PullEvent): { done: number; total: number } {
    const known = id === undefined ? undefined : this.layers.get(id);
    if (id !== undefined && status === 'Downloading' && progressDetail?.total) {
      this.layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
    } else if (known && (status === 'Download complete' || status === 'Pull complete')) {
      known.current = known.total;
    }
    const layers = [...this.layers.values()];
    return {
      done: layers.reduce((sum, layer) => sum + layer.current, 0),
      total: layers.reduce((sum, layer) => sum + layer.total, 0),
    };
  }
}

async function* jsonLines<T>(stream: NodeJS.ReadableStream): AsyncGenerator<T> {
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_EVENT_CHARACTERS) throw new Error('the engine’s report on it has no end');
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as T;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as T;
}

import { answerPath } from '../../missions/grading/answer-file.js';
import type { Grade } from '../../missions/grading/types.js';
import type { Step } from '../../missions/library/schema.js';
import type { FileWatch } from '../../util/watch-file.js';
import { type MissionField, typedIn } from './field-model.js';
import { type MissionState, stepOf } from './state.js';

/** What answers the step that is shown: a file, or something done to the lab. */
export type Watched = { step: Step; path: string } | { step: Step; path?: undefined };

/** Notices when the learner saves a file or has done something, so that nobody has to ask for a check. */
export interface AnswerWatch {
  /** Watches this from now on; if it is what is watched already, nothing changes. */
  follow: (watched: Watched | undefined) => void;
  /** What is watched: a file that exists, a path without a file, or the lab; undefined for nothing. */
  watches: () => 'file' | 'no-file' | 'lab' | undefined;
  stop: () => void;
}

const LOOK_MS = 2000;

/** What can be watched in a state. */
export function watchedIn(state: MissionState, field: MissionField | undefined): Watched | undefined {
  const step = stepOf(state);
  if (!step || !field || state.phase === 'done') return undefined;
  if (field.kind === 'confirm') return { step };
  const path = field.form.kind === 'file' ? answerPath(typedIn(field)) : undefined;
  return path === undefined ? undefined : { step, path };
}

/**
 * @param watchFile watches a path
 * @param look grades a step that needs no answer, without recording it
 * @param changed is called when a file was saved, or the lab's grade is no longer what it was
 * @param seen is called when {@link AnswerWatch.watches} has changed
 */
export function startAnswerWatch({
  watchFile,
  look,
  changed,
  seen,
}: {
  watchFile: (path: string, events: { onSaved: () => void; onSeen: () => void }) => FileWatch;
  look: (step: Step) => Promise<Grade>;
  changed: (watched: Watched) => void;
  seen: () => void;
}): AnswerWatch {
  let current: Watched | undefined;
  let file: FileWatch | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** The lab's grade at the last look, in short. */
  let before: string | undefined;
  /** Whether the lab was as it should be from the beginning: then only the learner knows when they are done. */
  let held = false;

  function stop(): void {
    clearTimeout(timer);
    file?.stop();
    [current, file, before, held] = [undefined, undefined, undefined, false];
  }

  async function lookAt(watched: Watched): Promise<void> {
    const grade = await look(watched.step).catch(() => undefined);
    if (current !== watched) return;
    const now = grade && inShort(grade);
    if (now !== undefined && now !== before) {
      const isFirst = before === undefined;
      before = now;
      held = isFirst && grade?.verdict === 'pass';
      if (held) seen();
      if (!isFirst) changed(watched);
    }
    if (current === watched) timer = setTimeout(() => void lookAt(watched), LOOK_MS);
  }

  return {
    follow(watched) {
      if (watched?.step === current?.step && watched?.path === current?.path) return;
      stop();
      current = watched;
      if (!watched) return;
      if (watched.path === undefined) void lookAt(watched);
      else file = watchFile(watched.path, { onSaved: () => changed(watched), onSeen: seen });
    },
    watches() {
      if (!current || held) return undefined;
      return file ? (file.exists() ? 'file' : 'no-file') : 'lab';
    },
    stop,
  };
}

/** Undefined for a grade that says nothing about the lab. */
function inShort({ verdict, diagnoses }: Grade): string | undefined {
  if (verdict === 'not-ready' || verdict === 'lab-fault') return undefined;
  return [verdict, ...diagnoses.map(({ message }) => message)].join('\n');
}

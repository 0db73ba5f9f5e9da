import type { Tier } from '../../load/request/tiers.js';
import { loadTiers } from '../../load/request/tiers-file.js';
import {
  planStress,
  runStress,
  type StressResult,
  type StressScreens,
  type StressWishes,
} from '../../load/stress.js';
import type { RunningStack } from '../../stack/access.js';
import { interruptSignal, whenOutputCloses } from '../terminal/interrupt.js';
import { showsColor } from '../text/paint.js';
import { limitText } from './limit-text.js';
import {
  openNdjsonLimitScreen,
  openNdjsonStressScreen,
  openPlainLimitScreen,
  openPlainStressScreen,
} from './plain-screen.js';
import { stressText } from './stress-text.js';
import { tiersText } from './tiers-text.js';

/** Where and how `stress` writes its output. */
export interface StressOutput {
  /** To stdout. */
  log: (line: string) => void;
  /** To stderr. */
  notice: (line: string) => void;
  /** One JSON document per line instead of text. */
  isNdjson: boolean;
  /** Show a live view that reacts to keys. */
  isLive: boolean;
}

/**
 * Runs a load with its screen, and writes the result.
 * @throws whatever planStress and runStress throw
 */
export async function stressWithScreen(
  wishes: StressWishes,
  output: StressOutput,
  lab: () => Promise<RunningStack>,
): Promise<StressResult> {
  const plan = await planStress(wishes, lab);
  const interrupt = interruptSignal();
  // Nobody reads the result any more, so there is no point in continuing.
  const reading = whenOutputCloses(interrupt.interrupt);
  try {
    const result = await runStress(plan, screensFor(output), interrupt.signal);
    output.log(resultText(result, output.isNdjson));
    if (!output.isNdjson) output.notice('→ See it as a web page, next to earlier runs: obs-lab report');
    return result;
  } finally {
    reading.release();
    interrupt.release();
  }
}

/** All tiers as a table. */
export async function showTiers(
  file: string | undefined,
  log: (line: string) => void,
): Promise<readonly Tier[]> {
  const tiers = await loadTiers(file);
  log(tiersText(tiers));
  return tiers;
}

function screensFor({ log, notice, isNdjson, isLive }: StressOutput): StressScreens {
  return {
    async openRun(request, target, onStop) {
      if (isNdjson) return openNdjsonStressScreen(log, notice);
      if (!isLive) return openPlainStressScreen(notice);
      const { openLiveStressScreen } = await import('./stress-screen.js');
      return openLiveStressScreen(request, target, onStop);
    },
    async openSearch(request, onStop) {
      if (isNdjson) return openNdjsonLimitScreen(log, notice);
      if (!isLive) return openPlainLimitScreen(notice);
      const { openLiveLimitScreen } = await import('./stress-screen.js');
      return openLiveLimitScreen(request, onStop);
    },
  };
}

function resultText({ type, run, file }: StressResult, isNdjson: boolean): string {
  if (isNdjson) return JSON.stringify({ type, ...run, file });
  const style = { color: showsColor(), columns: process.stdout.columns };
  return type === 'run' ? stressText(run, file, style) : limitText(run, file, style);
}

import { render, useInput, useStdout } from 'ink';
import { useEffect, useState } from 'react';
import type { Threshold } from '../load/thresholds.js';
import type { Tier } from '../load/tiers.js';
import { foldLoadEvent, initialStressModel, type StressModel } from './stress-model.js';
import type { StressScreen } from './stress-plain.js';
import { StressView } from './stress-view.js';

/** The live view. @param onStop called when the user asks to stop early */
export function openLiveStressScreen(
  tier: Tier,
  thresholds: readonly Threshold[],
  onStop: () => void,
): StressScreen {
  let model = initialStressModel(tier, thresholds);
  let update: (model: StressModel) => void = () => undefined;
  function Live() {
    const [shown, setShown] = useState(model);
    const [now, setNow] = useState(Date.now());
    const { stdout } = useStdout();
    useEffect(() => {
      update = setShown;
      setShown(model);
      const timer = setInterval(() => setNow(Date.now()), 250);
      return () => clearInterval(timer);
    }, []);
    useInput((input, key) => {
      if (input === 'q') onStop();
      // Ink reads keys raw, so Ctrl-C is a key: make it the signal that everything else listens to.
      if (key.ctrl && input === 'c') process.kill(process.pid, 'SIGINT');
    });
    return <StressView model={shown} now={now} columns={stdout.columns ?? 80} />;
  }
  const instance = render(<Live />, { exitOnCtrlC: false });
  return {
    on(event) {
      model = foldLoadEvent(model, event, Date.now());
      update(model);
    },
    close: () => instance.unmount(),
  };
}

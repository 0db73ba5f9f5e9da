import { render } from 'ink';
import { useEffect, useState } from 'react';
import { holdTerminal } from '../terminal/live/held-terminal.js';
import { useCleanRedraw } from '../terminal/live/use-clean-redraw.js';
import { foldUpEvent, initialUpModel, type UpModel } from './up-model.js';
import type { UpScreen } from './up-plain-screen.js';
import { UpView } from './up-view.js';

/** The live view, on stderr's or stdout's terminal. */
export function openLiveUpScreen(home: string): UpScreen {
  let model = initialUpModel();
  let update: (model: UpModel) => void = () => undefined;
  function Live() {
    const [shown, setShown] = useState(model);
    const [now, setNow] = useState(Date.now());
    useEffect(() => {
      update = setShown;
      setShown(model);
      const timer = setInterval(() => setNow(Date.now()), 100);
      return () => clearInterval(timer);
    }, []);
    useCleanRedraw(() => '');
    return <UpView model={shown} now={now} home={home} />;
  }
  // Nothing is typed here, but Ctrl-Z has to show the cursor that Ink hides.
  const held = holdTerminal({ take: () => undefined, giveBack: () => undefined });
  const instance = render(<Live />, { exitOnCtrlC: false });
  return {
    onEvent(event) {
      model = foldUpEvent(model, event, Date.now());
      update(model);
    },
    close() {
      instance.rerender(<UpView model={model} now={Date.now()} home={home} />);
      instance.unmount();
      held.release();
    },
  };
}

import type { Field } from '../../../incidents/grading/types.js';
import type { FiringAlert } from '../../../incidents/session/page.js';
import type { IncidentStatus } from '../../../incidents/session/status.js';
import type { Editor, Popup } from '../../editor/model.js';
import type { Preview } from '../../query/preview.js';

/** The parts of the workbench, in the order of the tabs. */
export const PANELS = ['query', 'logs', 'alerts', 'dashboards', 'report'] as const;
export type Panel = (typeof PANELS)[number];

export interface IncidentState {
  status: IncidentStatus;
  /** Unix seconds. */
  now: number;
  panel: Panel;
  /** The field of the report that is being filled in. */
  field: Field;
  query: Editor;
  filter: Editor;
  answer: Editor;
  popup?: Popup;
  preview: Preview;
  logs: readonly string[];
  alerts: readonly FiringAlert[];
  dashboards: readonly string[];
  /** About the last key, or how an action is doing. */
  notice: string;
  /** An action is being carried out, or the incident is being graded. */
  busy: boolean;
  /** The next Ctrl-X closes the incident. */
  closing: boolean;
}

export type Tone = 'good' | 'info' | 'warn' | 'bad';

/** A sentence that the runs bear out, and what it rests on. */
export interface Conclusion {
  tone: Tone;
  claim: string;
  because: string;
}

/** Why a result has extra or missing series, as far as the form of the two queries shows it. */
export interface Cause {
  why: string;
  fix: string;
}

import type { EvaluationConfiguration } from '../../shared/config/evaluation.ts'

/**
 * True for the steps at which attention is kept: 0, the first step, and from there each at least
 * `growth` times the one before: dense while attention forms, sparse later.
 */
export function isSnapshotStep({ firstStep, growth }: EvaluationConfiguration['watched'], step: number): boolean {
  if (step === 0) return true
  let kept = firstStep
  while (kept < step) kept = Math.max(kept + 1, Math.ceil(kept * growth))
  return kept === step
}

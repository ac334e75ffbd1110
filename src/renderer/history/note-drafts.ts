export interface NoteDraft {
  /** What the note was when somebody began to write. */
  readonly began: string
  readonly text: string
}

/** What was written and neither saved nor given up, by the name of its place; as long as the window is open. */
export const drafts = new Map<string, NoteDraft>()

/**
 * Why the native engine could not be had, in words for a person, with the command that mends it.
 * `missing` names programs whose later appearance makes another try worth while.
 */
export class SetupFailure extends Error {
  /**
   * @param {string} message
   * @param {string} fix
   * @param {readonly string[]} missing
   */
  constructor(message, fix, missing = []) {
    super(message)
    this.name = 'SetupFailure'
    this.fix = fix
    this.missing = missing
  }
}

/** An order that cannot be carried out, with a sentence that says why. */
export class InvalidOrder extends Error {
  override readonly name = 'InvalidOrder'
}

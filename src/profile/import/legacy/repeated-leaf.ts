/** A handler gets the leaf from the stack and from the signal alike: the second, one less, is the same call. */
export function withoutRepeatedLeaf(stack: readonly bigint[]): readonly bigint[] {
  const [leaf, second] = stack;
  return leaf !== undefined && leaf === (second ?? 0n) + 1n && stack.length > 1 ? [leaf, ...stack.slice(2)] : stack;
}

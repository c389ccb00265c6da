import type { Random } from '../../score/random.ts';

/** The letters of Kubernetes' random names (apimachinery/pkg/util/rand): no vowels, nothing that looks like another. */
const RANDOM = [...'bcdfghjklmnpqrstvwxz2456789'];
/** A template hash is a decimal number written in those letters: only ten of them appear. */
const HASH = [...'456789bcdf'];

function letters(random: Random, from: readonly string[], count: number): string {
  return Array.from({ length: count }, () => from[random.whole(0, from.length - 1)] ?? '4').join('');
}

export function templateHash(random: Random): string {
  return letters(random, HASH, random.chance(0.77) ? 10 : 9);
}

export function suffix(random: Random): string {
  return letters(random, RANDOM, 5);
}

export function hexId(random: Random, length = 64): string {
  return letters(random, [...'0123456789abcdef'], length);
}

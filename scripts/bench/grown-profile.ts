import { Profile, Sample } from 'pprof-format';

/** The same profile somewhat later: what is in use, the last of its sample types, grown by a factor. */
export function grownProfile(plain: Uint8Array, factor: number): Uint8Array {
  const profile = Profile.decode(plain);
  profile.sample = profile.sample.map(
    ({ locationId, value, label }) =>
      new Sample({ locationId, label, value: value.with(-1, Math.round(Number(value.at(-1)) * factor)) }),
  );
  return profile.encode();
}

/**
 * Where a key stands between 0 and 1. Whoever is below the share of a release is answered by its candidate: one key
 * always by the same version in a step, and by the candidate in every later one.
 *
 * @param release - Its id: in another release other keys come first.
 * @returns At least 0 and below 1, evenly spread.
 * @see Appleby, MurmurHash3: the finaliser, over the sum of FNV-1a, whose high bits alone would be uneven for short keys.
 */
export function placeOfKey(release: string, key: string): number {
  let hash = 0x811c9dc5;
  const text = `${release}/${key}`;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A stream of this thread's own: SplitMix64 (Steele, Lea & Flood, 2014). */
let position: u64 = 0;

export function seedRandom(high: u32, low: u32): void {
  position = ((<u64>high) << 32) | low;
}

function nextBits(): u64 {
  position += 0x9e3779b97f4a7c15;
  let mixed = position;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

/** A whole number in [0, bound); its bias is below bound / 2^32. */
export function randomBelow(bound: i32): i32 {
  return <i32>(((nextBits() >> 32) * bound) >> 32);
}

/** A number in [0, 1). */
export function randomShare(): f64 {
  return <f64>(nextBits() >> 11) / 9007199254740992;
}
